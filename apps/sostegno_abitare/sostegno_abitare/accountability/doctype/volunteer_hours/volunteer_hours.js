frappe.ui.form.on("Volunteer Hours", {
	setup(frm) {
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("budget_row", () => ({
			filters: { agreement: frm.doc.agreement || "", partner_in_kind: [">", 0], docstatus: 1 },
		}));
	},
	onload(frm) {
		if (!frm.is_new() || frm.doc.volunteer) return;
		frappe.db
			.get_value("Registered Volunteer", { user: frappe.session.user }, "name")
			.then((r) => r.message && r.message.name && frm.set_value("volunteer", r.message.name));
	},
	refresh(frm) {
		// Whoever enters the own hours is not asked where in the budget they stand.
		const looks_after = ["Volunteer Coordinator", "Coordinator", "Finance Officer", "Public Controller", "Programme Administrator"];
		const others = looks_after.some((role) => frappe.user_roles.includes(role));
		frm.toggle_display(["section_break_place", "register_sheet"], others);
		if (frm.is_new()) return;
		const next = { volunteer: frm.doc.volunteer, activity: frm.doc.activity };
		frm.add_custom_button(__("More Hours"), () => frappe.new_doc("Volunteer Hours", next));
	},
});
