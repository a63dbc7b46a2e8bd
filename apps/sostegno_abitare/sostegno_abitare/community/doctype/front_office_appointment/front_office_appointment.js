frappe.ui.form.on("Front Office Appointment", {
	setup(frm) {
		frm.set_query("contact_point", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		show_links(frm);
		if (frm.is_new() || frm.doc.status !== "Scheduled") return;
		if (frm.doc.starts_on > frappe.datetime.now_datetime()) {
			frm.add_custom_button(__("Cancel the Appointment"), () => set_status(frm, "Cancelled"));
			return;
		}
		frm.add_custom_button(__("Took Place"), () => set_status(frm, "Took Place"));
		frm.add_custom_button(__("Missed"), () => set_status(frm, "Missed"));
	},
	starts_on(frm) {
		// An end before the start is of the time before: the server gives half an hour.
		if (frm.doc.ends_on && frm.doc.ends_on <= frm.doc.starts_on) frm.set_value("ends_on", null);
	},
});

function set_status(frm, status) {
	frm.set_value("status", status);
	frm.save();
}

// Who may not read them cannot choose one either.
function show_links(frm) {
	frm.toggle_display("person", Boolean(frm.doc.person) || frappe.model.can_read("Person"));
}
