frappe.ui.form.on("Volunteer Hours Sheet", {
	setup(frm) {
		frm.set_query("budget_row", "entries", () => ({ filters: { partner_in_kind: [">", 0], docstatus: 1 } }));
	},
	onload(frm) {
		if (!frm.is_new()) return;
		if (!(frm.doc.entries || []).length) frm.add_child("entries", { date: frappe.datetime.get_today() });
		frappe.db
			.get_value("Registered Volunteer", { user: frappe.session.user }, "name")
			.then((r) => !frm.doc.volunteer && r.message && r.message.name && frm.set_value("volunteer", r.message.name));
	},
	refresh(frm) {
		const others = ["Volunteer Coordinator", "Coordinator", "Programme Administrator"].some((role) => frappe.user_roles.includes(role));
		frm.toggle_display("register_sheet", others);
		for (const column of ["volunteer", "register_sheet", "budget_row"]) frm.fields_dict.entries.grid.toggle_display(column, others);
		if (frm.doc.docstatus === 0) frm.set_intro(__("Handing in the sheet enters each row in the register, to be confirmed by somebody else"), "blue");
	},
});

frappe.ui.form.on("Volunteer Hours Row", {
	// A register is written day by day: a new row goes on from the one before it.
	entries_add(frm, cdt, cdn) {
		const row = frappe.get_doc(cdt, cdn);
		const before = (frm.doc.entries || []).filter((other) => other.idx < row.idx).pop();
		if (before && before.date) frappe.model.set_value(cdt, cdn, { date: before.date, activity: before.activity });
	},
});
