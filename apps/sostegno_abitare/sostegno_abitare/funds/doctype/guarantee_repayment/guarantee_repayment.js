frappe.ui.form.on("Guarantee Repayment", {
	setup(frm) {
		frm.set_query("disbursement", () => ({
			filters: { workflow_state: ["in", ["Paid", "Repaying"]], repayable: 1 },
		}));
	},
});
