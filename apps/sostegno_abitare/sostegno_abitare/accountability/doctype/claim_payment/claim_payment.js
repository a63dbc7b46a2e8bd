frappe.ui.form.on("Claim Payment", {
	setup(frm) {
		frm.set_query("claim", () => ({ filters: { workflow_state: ["in", ["Admitted", "Partly Admitted"]] } }));
	},
});
