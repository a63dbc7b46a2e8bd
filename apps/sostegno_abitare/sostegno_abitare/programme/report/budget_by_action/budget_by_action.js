frappe.query_reports["Budget by Action"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: ["", "Draft", "Active", "Closed"].map((value) => ({ value, label: value && __(value) })),
		},
		{
			fieldname: "vat_regime",
			label: __("VAT Regime"),
			fieldtype: "Select",
			options: ["", "Price, VAT excluded", "Contribution, out of VAT scope"].map((value) => ({ value, label: value && __(value) })),
		},
	],
	tree: true,
	name_field: "row",
	parent_field: "parent_row",
	initial_depth: 1,
};
