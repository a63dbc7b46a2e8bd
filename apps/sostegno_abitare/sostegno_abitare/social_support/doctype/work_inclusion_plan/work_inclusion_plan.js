frappe.ui.form.on("Work Inclusion Plan", {
	setup(frm) {
		frm.set_query("referral", () => ({ filters: [["workflow_state", "not in", ["Draft", "Closed"]]] }));
	},
	refresh(frm) {
		offer_members(frm);
	},
	referral(frm) {
		frm.set_value("person", null);
		offer_members(frm);
	},
});

function offer_members(frm) {
	if (!frm.doc.referral) return;
	frappe
		.call({
			method: "sostegno_abitare.social_support.doctype.work_inclusion_plan.work_inclusion_plan.members",
			args: { referral: frm.doc.referral },
		})
		.then((r) => frm.set_query("person", () => ({ filters: [["name", "in", r.message || []]] })));
}
