frappe.ui.form.on("Staff Hours", {
	setup(frm) {
		frm.set_query("budget_row", "days", () => ({
			filters: { agreement: frm.doc.agreement || "", nature: "Cash", docstatus: 1 },
		}));
		frm.set_query("action", "days", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
	},
	onload(frm) {
		if (!frm.is_new() || frm.doc.staff_member) return;
		frappe.db
			.get_value("Staff Member", { user: frappe.session.user }, "name")
			.then((r) => r.message && r.message.name && frm.set_value("staff_member", r.message.name));
	},
	refresh(frm) {
		// Who does not read the budget writes hours and activity; finance says which row pays for them.
		frm.fields_dict.days.grid.toggle_display("budget_row", frappe.model.can_read("Budget Row"));
		if (frm.doc.docstatus === 0) frm.set_intro(__("Somebody else checks the sheet and submits it"), "blue");
		if (frm.doc.docstatus !== 1 || !frappe.model.can_create("Expense")) return;
		frm.add_custom_button(__("Make Expense"), () =>
			frm.call("make_expense").then((r) => frappe.set_route("Form", "Expense", r.message))
		);
	},
});

frappe.ui.form.on("Staff Hours Day", {
	// A month is written day by day: a new row goes on from the one before it.
	days_add(frm, cdt, cdn) {
		const row = frappe.get_doc(cdt, cdn);
		const before = (frm.doc.days || []).filter((other) => other.idx < row.idx).pop();
		if (!before || !before.date) return;
		const { start_time, end_time, hours, budget_row, activity } = before;
		frappe.model.set_value(cdt, cdn, { date: frappe.datetime.add_days(before.date, 1), start_time, end_time, hours, budget_row, activity });
	},
});
