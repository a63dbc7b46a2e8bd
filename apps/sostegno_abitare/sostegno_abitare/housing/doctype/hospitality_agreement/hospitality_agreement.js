frappe.ui.form.on("Hospitality Agreement", {
	setup(frm) {
		frm.set_query("referral", () => ({
			filters: [["workflow_state", "in", ["Assessed", "To Commission", "Waiting", "Accepted", "Taken in Charge"]]],
		}));
		frm.set_query("unit", () => ({
			filters: [
				["agreement", "=", frm.doc.agreement || ""],
				["workflow_state", "in", ["Available", "Reserved", "Occupied", "Void"]],
			],
		}));
		frm.set_query("pei", () => ({ filters: { referral: frm.doc.referral || "" } }));
	},
	refresh(frm) {
		if (!frm.is_new() && frappe.model.can_create("Stay")) {
			frm.add_custom_button(
				__("Stay"),
				() =>
					frappe.new_doc("Stay", {
						referral: frm.doc.referral,
						unit: frm.doc.unit,
						hospitality_agreement: frm.doc.name,
						entry_date: frm.doc.start_date,
						planned_exit_date: frm.doc.end_date,
					}),
				__("Create")
			);
		}
	},
	referral(frm) {
		propose_pei(frm);
	},
	onload(frm) {
		if (frm.is_new()) propose_pei(frm);
	},
});

function propose_pei(frm) {
	if (!frm.doc.referral || frm.doc.pei) return;
	const running = { referral: frm.doc.referral, workflow_state: ["in", ["Validated", "Active", "Under Review"]] };
	frappe.db.get_value("PEI", running, "name").then((r) => {
		if (r.message && r.message.name) frm.set_value("pei", r.message.name);
	});
}
