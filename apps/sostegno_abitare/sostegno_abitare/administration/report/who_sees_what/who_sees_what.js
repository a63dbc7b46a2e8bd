frappe.query_reports["Who Sees What"] = {
	filters: [
		{ fieldname: "user", label: __("User"), fieldtype: "Link", options: "User" },
		{
			fieldname: "document_type",
			label: __("Document Type"),
			fieldtype: "Link",
			options: "DocType",
			get_query: () => ({ filters: { istable: 0 } }),
		},
		{
			fieldname: "document",
			label: __("Document"),
			fieldtype: "Dynamic Link",
			options: "document_type",
			// A bench asks this before the filters are there.
			get_options() {
				const filters = frappe.query_report.filters || [];
				const type = filters.find((filter) => filter.df && filter.df.fieldname === "document_type");
				return type ? type.get_value() : "";
			},
		},
	],
};
