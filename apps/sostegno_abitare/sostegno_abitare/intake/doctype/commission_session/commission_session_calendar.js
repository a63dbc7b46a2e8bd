frappe.views.calendar["Commission Session"] = {
	field_map: { start: "session_date", end: "session_date", id: "name", title: "title", allDay: "allDay" },
	filters: [{ fieldtype: "Link", fieldname: "agreement", options: "Service Agreement", label: __("Agreement") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
