frappe.ui.form.on("Service Room", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.disabled || !frappe.model.can_create("Room Booking")) return;
		frm.add_custom_button(__("Book the Room"), () => frappe.new_doc("Room Booking", { room: frm.doc.name }));
	},
});
