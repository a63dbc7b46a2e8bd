frappe.ui.form.on("PEI Review", {
	setup(frm) {
		frm.set_query("pei", () => ({ filters: [["workflow_state", "in", ["Active", "Under Review"]]] }));
	},
	refresh(frm) {
		if (frm.is_new() && frm.doc.pei && !(frm.doc.goals || []).length) start_from_pei(frm);
		if (frm.doc.docstatus === 1 && ["Extend", "End Early"].includes(frm.doc.proposal) && frappe.model.can_create("Commission Session")) {
			frm.add_custom_button(__("Commission Session"), () => frappe.new_doc("Commission Session", { agreement: frm.doc.agreement }), __("Create"));
		}
	},
	pei(frm) {
		if (frm.is_new() && frm.doc.pei) start_from_pei(frm);
	},
});

function start_from_pei(frm) {
	frappe
		.call({ method: "sostegno_abitare.social_support.doctype.pei_review.pei_review.of_pei", args: { pei: frm.doc.pei } })
		.then((r) => {
			for (const table of ["goals", "commitments"]) {
				frm.clear_table(table);
				for (const row of r.message[table]) frm.add_child(table, row);
			}
			frm.refresh_fields();
		});
}
