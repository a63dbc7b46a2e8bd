frappe.query_reports["Claim Advances"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
	],
};
