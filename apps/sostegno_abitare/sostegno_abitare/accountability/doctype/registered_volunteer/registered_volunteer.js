frappe.ui.form.on("Registered Volunteer", {
	setup(frm) {
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("budget_row", () => ({
			filters: { agreement: frm.doc.agreement || "", partner_in_kind: [">", 0], docstatus: 1 },
		}));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Enter Hours"), () => frappe.new_doc("Volunteer Hours", { volunteer: frm.doc.name }));
	},
});
