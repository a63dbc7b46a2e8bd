frappe.ui.form.on("Work Inclusion Plan", {
	setup(frm) {
		frm.set_query("job_resource", "steps", () => ({ filters: { status: "Available", agreement: frm.doc.agreement || "" } }));
		frm.set_query("referral", () => ({ filters: [["workflow_state", "not in", ["Draft", "Closed"]]] }));
	},
	refresh(frm) {
		offer_members(frm);
		if (!frm.is_new() && frappe.model.can_read("Job Resource")) {
			frm.add_custom_button(__("Suitable Job Resources"), () =>
				frappe.set_route("query-report", "Job Resources for a Person", { plan: frm.doc.name })
			);
		}
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
