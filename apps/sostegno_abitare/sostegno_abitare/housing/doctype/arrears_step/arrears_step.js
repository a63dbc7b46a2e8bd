frappe.ui.form.on("Arrears Step", {
	setup(frm) {
		frm.set_query("sublease", () => ({ filters: { workflow_state: ["in", ["Signed", "Running", "Extended", "Ended"]] } }));
		frm.set_query("repayment_agreement", () => ({ filters: { sublease: frm.doc.sublease || "", docstatus: 1 } }));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.status === "Due") {
			frm.set_intro(__("To do: when it is done, write the day and the outcome."), "orange");
		}
		frm.add_custom_button(__("Repayment Agreement"), () =>
			frappe.new_doc("Repayment Agreement", { sublease: frm.doc.sublease })
		);
		frm.add_custom_button(__("New Rent Payment"), () =>
			frappe.new_doc("Rent Payment", { contract_type: "Sublease", contract: frm.doc.sublease })
		);
	},
});
