// Registration, notice and end of the contracts in force.
frappe.views.calendar["Sublease"] = {
	field_map: { start: "day", end: "day", id: "name", title: "title", allDay: "allDay", color: "color" },
	filters: [{ fieldtype: "Link", fieldname: "municipality", options: "Municipality", label: __("Municipality") }],
	get_events_method: "sostegno_abitare.housing.deadlines.get_events",
};
