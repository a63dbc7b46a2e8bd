frappe.ui.form.on("Front Office Appointment", {
	setup(frm) {
		frm.set_query("contact_point", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.status !== "Scheduled") return;
		if (frm.doc.starts_on > frappe.datetime.now_datetime()) {
			frm.add_custom_button(__("Cancel the Appointment"), () => set_status(frm, "Cancelled"));
			return;
		}
		frm.add_custom_button(__("Held"), () => set_status(frm, "Held"));
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
