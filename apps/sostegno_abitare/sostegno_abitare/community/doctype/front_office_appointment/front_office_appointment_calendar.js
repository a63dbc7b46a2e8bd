// Who is expected when.
frappe.views.calendar["Front Office Appointment"] = {
	field_map: { start: "starts_on", end: "ends_on", id: "name", title: "full_name", allDay: "allDay", status: "status" },
	filters: [
		{ fieldtype: "Link", fieldname: "operator", options: "User", label: __("Operator") },
		{ fieldtype: "Link", fieldname: "contact_point", options: "Contact Point", label: __("Contact Point") },
		{ fieldtype: "Select", fieldname: "status", options: ["", "Scheduled", "Took Place", "Missed", "Cancelled"], label: __("Status") },
	],
	get_events_method: "frappe.desk.calendar.get_events",
};
