frappe.query_reports["Waiting List by Need"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "area",
			label: __("Need"),
			fieldtype: "Select",
			options: ["", "Housing", "Income", "Work", "Health", "Family and Children", "School and Training", "Legal", "Social Relations", "Other"]
				.map((value) => ({ value, label: value && __(value) })),
		},
		{
			fieldname: "severity",
			label: __("Severity at Least"),
			fieldtype: "Select",
			options: ["", "Medium", "High"].map((value) => ({ value, label: value && __(value) })),
		},
	],
	tree: true,
	name_field: "row",
	parent_field: "parent_row",
	initial_depth: 1,
};
