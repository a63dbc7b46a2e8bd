frappe.views.calendar["Steering Meeting"] = {
	field_map: { start: "meeting_date", end: "meeting_date", id: "name", title: "title", allDay: "allDay" },
	filters: [{ fieldtype: "Link", fieldname: "agreement", options: "Service Agreement", label: __("Agreement") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
