frappe.ui.form.on("Referral", {
	setup(frm) {
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "", accepts_referrals: 1 } }));
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frappe.call({ method: "sostegno_abitare.intake.defaults.own_agreements" }).then((r) => {
			frm.set_query("agreement", () => ({ filters: { name: ["in", r.message || []] } }));
		});
	},
	refresh(frm) {
		limit_choices(frm);
		if (frm.is_new()) propose_values(frm);
		frm.toggle_display("tab_case", !frm.is_new());
		if (!frm.is_new() && !["Accepted", "Refused", "Taken in Charge", "Closed"].includes(frm.doc.workflow_state)) {
			frm.add_custom_button(__("Check Eligibility"), () => check_eligibility(frm));
		}
		if (["Accepted", "Waiting", "Taken in Charge"].includes(frm.doc.workflow_state) && frappe.model.can_read("Housing Proposal")) {
			frm.add_custom_button(__("Find a Home"), () => {
				frappe.route_options = { household: frm.doc.household };
				frappe.set_route("query-report", "Homes for a Household");
			});
		}
	},
	agreement(frm) {
		frm.set_value("action", null);
		limit_choices(frm);
	},
});

function limit_choices(frm) {
	if (!frm.doc.agreement) return;
	frappe
		.call({ method: "sostegno_abitare.intake.doctype.referral.referral.choices", args: { agreement: frm.doc.agreement } })
		.then((r) => {
			const choices = r.message || {};
			frm.set_query("municipality", () => ({ filters: [["name", "in", choices.municipalities || []]] }));
			frm.set_query("case_manager", () => ({ filters: [["name", "in", choices.case_managers || []]] }));
		});
}

function propose_values(frm) {
	if (frm.doc.municipality && frm.doc.agreement) return;
	frappe
		.call({ method: "sostegno_abitare.intake.defaults.for_referral", args: { municipality: frm.doc.municipality || null } })
		.then((r) => {
			const proposed = r.message || {};
			for (const field of ["agreement", "municipality"]) {
				if (proposed[field] && !frm.doc[field]) frm.set_value(field, proposed[field]);
			}
		});
}

function check_eligibility(frm) {
	frappe
		.call({ method: "sostegno_abitare.intake.doctype.referral.referral.check_eligibility", args: { referral: frm.doc.name } })
		.then((r) => {
			frappe.msgprint(__("Eligibility: {0}", [__(r.message)]));
			frm.reload_doc();
		});
}
