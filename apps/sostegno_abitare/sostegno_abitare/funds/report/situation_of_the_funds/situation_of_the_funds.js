frappe.query_reports["Situation of the Funds"] = {
	filters: [
		{ fieldname: "as_of", label: __("As Of"), fieldtype: "Date" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
};
