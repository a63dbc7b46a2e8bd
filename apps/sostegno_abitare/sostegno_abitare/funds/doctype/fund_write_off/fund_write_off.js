frappe.ui.form.on("Fund Write-off", {
	setup(frm) {
		frm.set_query("disbursement", () => ({
			filters: { workflow_state: ["in", ["Paid", "Repaying"]], repayable: 1 },
		}));
	},
});
