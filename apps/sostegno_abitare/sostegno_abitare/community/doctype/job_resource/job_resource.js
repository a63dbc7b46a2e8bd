frappe.ui.form.on("Job Resource", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.status === "Closed" || !frappe.model.can_write("Job Resource")) return;
		if (frm.doc.last_checked_on === frappe.datetime.get_today()) return;
		frm.add_custom_button(__("Checked Today"), () => {
			frm.set_value("last_checked_on", frappe.datetime.get_today());
			frm.save();
		});
	},
});
