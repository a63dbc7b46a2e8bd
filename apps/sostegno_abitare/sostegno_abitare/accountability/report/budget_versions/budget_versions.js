frappe.query_reports["Budget Versions"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement", reqd: 1 },
		{
			fieldname: "action",
			label: __("Action"),
			fieldtype: "Link",
			options: "Agreement Action",
			get_query: () => ({ filters: { agreement: frappe.query_report.get_filter_value("agreement") || "" } }),
		},
		{ fieldname: "cost_category", label: __("Cost Category"), fieldtype: "Link", options: "Cost Category" },
		{
			fieldname: "share",
			label: __("Paid By"),
			fieldtype: "Select",
			options: ["", "Public", "Partner Cash", "Partner In Kind", "Third Party"].map((value) => ({ value, label: value && __(value) })),
		},
	],
};
