frappe.query_reports["Staff Hours by Action"] = {
	filters: [
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "staff_member", label: __("Staff Member"), fieldtype: "Link", options: "Staff Member" },
		{ fieldname: "by_month", label: __("By Month"), fieldtype: "Check" },
	],
};
