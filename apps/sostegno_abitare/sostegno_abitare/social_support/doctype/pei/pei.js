frappe.ui.form.on("PEI", {
	setup(frm) {
		frm.set_query("referral", () => ({
			filters: [["workflow_state", "in", ["Assessed", "To Commission", "Accepted", "Waiting", "Taken in Charge"]]],
		}));
	},
});
