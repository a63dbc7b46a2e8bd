frappe.ui.form.on("Household", {
	refresh(frm) {
		if (frm.is_new()) {
			propose_municipality(frm);
			return;
		}
		if (frappe.model.can_create("Referral")) {
			frm.add_custom_button(__("New Referral"), () => {
				frappe.new_doc("Referral", { household: frm.doc.name, municipality: frm.doc.residence_municipality });
			});
		}
		if (frappe.model.can_read("Housing Proposal")) {
			frm.add_custom_button(__("Find a Home"), () => {
				frappe.route_options = { household: frm.doc.name };
				frappe.set_route("query-report", "Homes for a Household");
			});
		}
	},
});

function propose_municipality(frm) {
	if (frm.doc.residence_municipality) return;
	frappe.call({ method: "sostegno_abitare.intake.defaults.own_municipality" }).then((r) => {
		if (r.message && !frm.doc.residence_municipality) frm.set_value("residence_municipality", r.message);
	});
}
