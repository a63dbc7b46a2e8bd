frappe.ui.form.on("Contact Point", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frm.set_query("room", () => ({ filters: { agreement: frm.doc.agreement || "", disabled: 0 } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.disabled) return;
		const values = { contact_point: frm.doc.name, municipality: frm.doc.municipality };
		if (frappe.model.can_create("Front Office Contact")) {
			frm.add_custom_button(__("New Contact"), () => frappe.new_doc("Front Office Contact", values));
			frm.add_custom_button(__("New Appointment"), () => frappe.new_doc("Front Office Appointment", values));
		}
	},
});
