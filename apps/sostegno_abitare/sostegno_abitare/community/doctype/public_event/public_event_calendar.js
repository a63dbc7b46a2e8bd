frappe.views.calendar["Public Event"] = {
	field_map: { start: "event_date", end: "event_date", id: "name", title: "title", allDay: "allDay" },
	filters: [{ fieldtype: "Link", fieldname: "agreement", options: "Service Agreement", label: __("Agreement") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
