// The days on which a household is to leave its home.
frappe.views.calendar["Referral"] = {
	field_map: { start: "execution_date", end: "execution_date", id: "name", title: "title", allDay: "allDay" },
	filters: [{ fieldtype: "Link", fieldname: "municipality", options: "Municipality", label: __("Municipality") }],
	get_events_method: "frappe.desk.calendar.get_events",
};
