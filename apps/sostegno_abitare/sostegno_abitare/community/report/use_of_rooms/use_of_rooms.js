frappe.query_reports["Use of Rooms"] = {
	filters: [
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date", description: __("Empty: the year that runs") },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "use", label: __("Use"), fieldtype: "Select", options: ["", "Public Desk", "Conferences and Courses", "Short Internal Meetings"] },
	],
};
