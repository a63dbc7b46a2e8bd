frappe.ui.form.on("Sublease", {
	setup(frm) {
		// A host asks for a right on what is linked, which who manages homes has not: the server checks the case.
		if (!frappe.model.can_read("Referral")) frm.set_df_property("referral", "ignore_link_validation", 1);
		frm.set_query("head_lease", () => ({
			filters: { workflow_state: ["in", ["Signed", "Running", "Extended"]], sublet_permission: ["!=", "No"] },
		}));
		frm.set_query("referral", () => ({
			filters: [["workflow_state", "in", ["Accepted", "Waiting", "Taken in Charge"]]],
		}));
		frm.set_query("lease_type", () => ({ filters: { disabled: 0, used_for: ["!=", "Head Leases"] } }));
	},
	refresh(frm) {
		if (frm.is_new()) offer_cases(frm);
		if (frm.is_new() || !["Signed", "Running", "Extended"].includes(frm.doc.workflow_state)) return;
		const contract = { contract_type: "Sublease", contract: frm.doc.name };
		if (frappe.model.can_create("Rent Update")) {
			frm.add_custom_button(__("Update the Rent"), () => frappe.new_doc("Rent Update", contract));
		}
		if (frappe.model.can_create("Security Deposit")) {
			frm.add_custom_button(__("New Deposit"), () =>
				frappe.new_doc("Security Deposit", { ...contract, amount: frm.doc.deposit_amount })
			);
		}
	},
	referral(frm) {
		if (frm.doc.referral) frm.set_intro("");
	},
	lease_type(frm) {
		propose_end(frm);
	},
	start_date(frm) {
		propose_end(frm);
	},
});

// Who manages homes reads no referrals: the cases are offered by code.
function offer_cases(frm) {
	if (frappe.model.can_read("Referral")) return;
	frm.set_df_property("referral", "read_only", 1);
	if (!frm.doc.referral) {
		frm.set_intro(__("Choose the case of the household that moves in, with the button above: without it the contract is not saved"), "orange");
	}
	frm.add_custom_button(__("Choose the Case"), () => {
		if (!frm.doc.head_lease) {
			frappe.msgprint(__("Choose the head lease first: the cases are those of its agreement"));
			return;
		}
		frappe
			.call({
				method: "sostegno_abitare.housing.doctype.sublease.sublease.cases_to_house",
				args: { head_lease: frm.doc.head_lease },
			})
			.then((r) => {
				const cases = r.message || [];
				const options = ["", ...cases.map((row) => row.label)].join("\n");
				frappe.prompt(
					[{ fieldname: "chosen", fieldtype: "Select", label: __("Case"), options, reqd: 1 }],
					(values) => frm.set_value("referral", cases.find((row) => row.label === values.chosen).value),
					__("Choose the Case")
				);
			});
	});
}

// The first term of the type of contract, until somebody writes another end.
function propose_end(frm) {
	if (!frm.doc.lease_type || !frm.doc.start_date || frm.doc.end_date) return;
	frappe.db.get_value("Lease Type", frm.doc.lease_type, "first_term_months").then((r) => {
		const months = (r.message || {}).first_term_months;
		if (!months || frm.doc.end_date) return;
		frm.set_value("end_date", frappe.datetime.add_days(frappe.datetime.add_months(frm.doc.start_date, months), -1));
	});
}
