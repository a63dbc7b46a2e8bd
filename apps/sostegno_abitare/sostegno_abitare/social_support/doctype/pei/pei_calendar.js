// The days on which a project is to be reviewed.
frappe.views.calendar["PEI"] = {
	field_map: { start: "review_date", end: "review_date", id: "name", title: "case_title", allDay: "allDay" },
	filters: [{ fieldtype: "Link", fieldname: "municipality", options: "Municipality", label: __("Municipality") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
