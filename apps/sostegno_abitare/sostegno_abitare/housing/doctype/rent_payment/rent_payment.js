frappe.ui.form.on("Rent Payment", {
	setup(frm) {
		frm.set_query("contract", () => ({ filters: { workflow_state: ["in", ["Signed", "Running", "Extended", "Ended"]] } }));
		frm.set_query("rent_due", "allocations", () => ({
			filters: { contract_type: frm.doc.contract_type || "", contract: frm.doc.contract || "", kind: "Rent" },
		}));
	},
	refresh(frm) {
		if (frm.doc.docstatus === 0 && !frm.is_new() && frm.doc.unallocated > 0) {
			frm.add_custom_button(__("Lay on the Oldest Dues"), () => frm.call("lay_rest").then(() => frm.reload_doc()));
		}
		if (frm.doc.docstatus === 1 && frm.doc.side === "Payable" && frappe.model.can_create("Expense")) {
			frm.add_custom_button(__("Make Expense"), () =>
				frappe
					.call({
						method: "sostegno_abitare.accountability.rent_expenses.make_expense",
						args: { rent_payment: frm.doc.name },
					})
					.then((r) => frappe.set_route("Form", "Expense", r.message))
			);
		}
		if (frm.doc.docstatus === 1 && frm.doc.unallocated > 0) {
			frm.set_intro(__("A part of the payment is laid on no due: it is a credit of the contract."), "orange");
			frm.add_custom_button(__("Lay the Rest on the Oldest Dues"), () =>
				frm.call("lay_rest").then(() => frm.reload_doc())
			);
		}
	},
	contract_type(frm) {
		frm.set_value("contract", null);
		frm.clear_table("allocations");
	},
	contract(frm) {
		frm.clear_table("allocations");
	},
});
