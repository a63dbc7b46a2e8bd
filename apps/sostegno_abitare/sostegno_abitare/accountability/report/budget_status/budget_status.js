frappe.query_reports["Budget Status"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{
			fieldname: "action",
			label: __("Action"),
			fieldtype: "Link",
			options: "Agreement Action",
			get_query: () => {
				const agreement = frappe.query_report.get_filter_value("agreement");
				return agreement ? { filters: { agreement } } : {};
			},
		},
		{ fieldname: "cost_category", label: __("Cost Category"), fieldtype: "Link", options: "Cost Category" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		choice("share", __("Paid By"), ["Public", "Partner Cash", "Partner In Kind", "Third Party"]),
		choice("nature", __("Nature"), ["Cash", "Figurative"]),
		choice("brought_by", __("Brought By"), ["Public Authority", "Partner", "Third Party"]),
		{ fieldname: "year", label: __("Year"), fieldtype: "Int" },
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
	],
	tree: true,
	name_field: "node",
	parent_field: "parent_node",
	initial_depth: 3,
};

function choice(fieldname, label, options) {
	return { fieldname, label, fieldtype: "Select", options: ["", ...options].map((value) => ({ value, label: value && __(value) })) };
}
