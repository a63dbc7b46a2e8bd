frappe.query_reports["Tree Worth"] = {
	filters: [{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: "\nOak\nElm" }],
};
