frappe.ui.form.on("Volunteer Refund", {
	setup(frm) {
		frm.set_query("budget_row", () => ({ filters: { agreement: frm.doc.agreement || "", nature: "Cash", docstatus: 1 } }));
	},
	onload(frm) {
		if (!frm.is_new() || frm.doc.volunteer) return;
		frappe.db
			.get_value("Registered Volunteer", { user: frappe.session.user }, "name")
			.then((r) => r.message && r.message.name && frm.set_value("volunteer", r.message.name));
	},
	refresh(frm) {
		if (frm.doc.docstatus !== 1 || !frappe.model.can_create("Expense")) return;
		frm.add_custom_button(__("Make Expense"), () =>
			frm.call("make_expense").then((r) => frappe.set_route("Form", "Expense", r.message))
		);
	},
});
