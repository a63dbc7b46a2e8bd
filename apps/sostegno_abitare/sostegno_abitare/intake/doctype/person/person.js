frappe.ui.form.on("Person", {
	refresh(frm) {
		if (!frm.is_new() || frm.doc.residence_municipality) return;
		frappe.call({ method: "sostegno_abitare.intake.defaults.own_municipality" }).then((r) => {
			if (r.message && !frm.doc.residence_municipality) frm.set_value("residence_municipality", r.message);
		});
	},
});
