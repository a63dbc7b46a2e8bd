frappe.ui.form.on("Housing Unit", {
	setup(frm) {
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("property_owner", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("capacity_scheme", () => ({ filters: { action: frm.doc.action || "" } }));
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
	refresh(frm) {
		const offered = ["Available", "Void"].includes(frm.doc.workflow_state) || frm.doc.is_shared;
		if (frm.is_new() || !offered || !frappe.model.can_read("Housing Proposal")) return;
		frm.add_custom_button(__("Households for This Home"), () => {
			frappe.route_options = { unit: frm.doc.name };
			frappe.set_route("query-report", "Households for a Home");
		});
	},
});
