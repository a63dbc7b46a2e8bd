frappe.ui.form.on("Surveyed Property", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frm.set_query("project", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
	},
});
