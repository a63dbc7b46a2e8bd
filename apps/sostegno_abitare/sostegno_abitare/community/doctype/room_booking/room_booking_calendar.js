// Who has which room when.
frappe.views.calendar["Room Booking"] = {
	field_map: { start: "starts_on", end: "ends_on", id: "name", title: "title", allDay: "allDay", status: "workflow_state" },
	filters: [{ fieldtype: "Link", fieldname: "room", options: "Service Room", label: __("Room") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
