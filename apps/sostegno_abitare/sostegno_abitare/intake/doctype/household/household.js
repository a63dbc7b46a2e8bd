frappe.ui.form.on("Household", {
	refresh(frm) {
		if (frm.is_new()) {
			propose_municipality(frm);
			return;
		}
		frm.add_custom_button(__("New Referral"), () => {
			frappe.new_doc("Referral", { household: frm.doc.name, municipality: frm.doc.residence_municipality });
		});
	},
});

function propose_municipality(frm) {
	if (frm.doc.residence_municipality) return;
	frappe.call({ method: "sostegno_abitare.intake.defaults.own_municipality" }).then((r) => {
		if (r.message && !frm.doc.residence_municipality) frm.set_value("residence_municipality", r.message);
	});
}
