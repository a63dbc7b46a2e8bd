frappe.ui.form.on("Budget Reallocation", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frm.set_query("budget_row", "lines", () => ({ filters: { docstatus: 1, agreement: frm.doc.agreement || "" } }));
		frm.set_query("steering_meeting", () => ({ filters: { docstatus: 1, agreement: frm.doc.agreement || "" } }));
	},
	refresh(frm) {
		if (frm.doc.docstatus === 0 && frm.doc.kind === "By Approval") {
			frm.set_intro(
				frm.doc.workflow_state === "Proposed"
					? __("It waits for a public controller who did not prepare it to approve it.")
					: __("A public controller who did not prepare it has to approve it: propose it."),
				"orange"
			);
		}
		if (!frm.is_new()) {
			frm.add_custom_button(__("Versions of the Plan"), () =>
				frappe.set_route("query-report", "Budget Versions", { agreement: frm.doc.agreement })
			);
		}
	},
	agreement(frm) {
		frm.clear_table("lines");
		frm.refresh_field("lines");
	},
});
