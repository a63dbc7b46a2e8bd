// The days on which stays end: a stay of months would stand on every day of them.
frappe.views.calendar["Stay"] = {
	field_map: { start: "ends_on", end: "ends_on", id: "name", title: "title", allDay: "allDay" },
	filters: [{ fieldtype: "Link", fieldname: "unit", options: "Housing Unit", label: __("Home") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
