frappe.query_reports["Who Sees What"] = {
	filters: [
		{ fieldname: "user", label: __("User"), fieldtype: "Link", options: "User", reqd: 1 },
		{
			fieldname: "document_type",
			label: __("Document Type"),
			fieldtype: "Link",
			options: "DocType",
			get_query: () => ({ filters: { istable: 0 } }),
		},
		{ fieldname: "document", label: __("Document"), fieldtype: "Dynamic Link", options: "document_type" },
	],
};
