// The activities with the guests, by day.
frappe.views.calendar["Group Activity"] = {
	field_map: { start: "activity_date", end: "activity_date", id: "name", title: "title", allDay: "allDay" },
	filters: [{ fieldtype: "Link", fieldname: "agreement", options: "Service Agreement", label: __("Agreement") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
