frappe.ui.form.on("Claim Advance", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
});
