frappe.ui.form.on("Rent Update", {
	setup(frm) {
		frm.set_query("contract", () => ({
			filters: { workflow_state: ["in", ["Signed", "Running", "Extended"]], istat_clause: 1, update_waived: 0 },
		}));
	},
});
