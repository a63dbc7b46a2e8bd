const AWAITING_PEI = { "PEI Validation": ["Proposed"], "PEI Extension": ["Active", "Under Review"] };

frappe.ui.form.on("Commission Session", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frappe.call({ method: "sostegno_abitare.intake.defaults.own_agreements" }).then((r) => {
			frm.set_query("agreement", () => ({ filters: { name: ["in", r.message || []] } }));
		});
		frm.set_query("referral", "decisions", () => ({ filters: { agreement: frm.doc.agreement || "", workflow_state: "To Commission" } }));
		frm.set_query("pei", "decisions", (doc, doctype, name) => ({
			filters: [
				["agreement", "=", frm.doc.agreement || ""],
				["workflow_state", "in", AWAITING_PEI[locals[doctype][name].kind] || ["Proposed"]],
			],
		}));
		frm.set_query("stay", "decisions", () => ({
			filters: [
				["agreement", "=", frm.doc.agreement || ""],
				["workflow_state", "in", ["Running", "Extended"]],
			],
		}));
	},
	refresh(frm) {
		if (frm.doc.docstatus !== 0) return;
		frm.add_custom_button(__("Fetch Attendees"), () => fetch_rows(frm, "fetch_attendees", "attendees"));
		frm.add_custom_button(__("Fetch Cases"), () => fetch_rows(frm, "fetch_cases", "decisions"));
	},
});

function fetch_rows(frm, method, table) {
	if (!frm.doc.agreement) {
		frappe.msgprint(__("Choose the agreement first"));
		return;
	}
	frm.call(method).then(() => frm.refresh_field(table));
}
