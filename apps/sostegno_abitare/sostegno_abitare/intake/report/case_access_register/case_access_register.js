frappe.query_reports["Case Access Register"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_days(frappe.datetime.get_today(), -30), reqd: 1 },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
		{ fieldname: "user", label: __("User"), fieldtype: "Link", options: "User" },
		{
			fieldname: "access_type",
			label: __("Access"),
			fieldtype: "Select",
			options: ["", "Read", "Print", "Email", "Export", "Share", "Report", "Calendar"].map((value) => ({ value, label: value && __(value) })),
		},
		{ fieldname: "case_name", label: __("Document"), fieldtype: "Data" },
	],
};
