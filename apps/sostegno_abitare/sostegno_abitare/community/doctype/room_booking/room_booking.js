frappe.ui.form.on("Room Booking", {
	setup(frm) {
		frm.set_query("room", () => ({ filters: { disabled: 0 } }));
	},
	starts_on(frm) {
		// An end before the start is of the time before: the server gives half an hour.
		if (frm.doc.ends_on && frm.doc.ends_on <= frm.doc.starts_on) frm.set_value("ends_on", null);
	},
});
