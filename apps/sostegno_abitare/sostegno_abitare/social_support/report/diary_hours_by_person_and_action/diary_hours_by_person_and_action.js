frappe.query_reports["Diary Hours by Person and Action"] = {
	filters: [
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -3) },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "author", label: __("Author"), fieldtype: "Link", options: "User" },
	],
};
