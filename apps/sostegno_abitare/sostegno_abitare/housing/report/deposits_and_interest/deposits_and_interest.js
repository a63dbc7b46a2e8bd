frappe.query_reports["Deposits and Interest"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "side", label: __("Side"), fieldtype: "Select", options: ["", "Paid to the Owner", "Received from the Tenant"] },
		{ fieldname: "status", label: __("Status"), fieldtype: "Select", options: ["", "Held", "Returned"], default: "Held" },
	],
};
