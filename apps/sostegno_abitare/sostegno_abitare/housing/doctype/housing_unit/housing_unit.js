frappe.ui.form.on("Housing Unit", {
	setup(frm) {
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("property_owner", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("capacity_scheme", () => ({ filters: { action: frm.doc.action || "" } }));
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
});
