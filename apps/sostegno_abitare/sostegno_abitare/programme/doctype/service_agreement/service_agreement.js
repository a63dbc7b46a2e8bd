frappe.ui.form.on("Service Agreement", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_read("Budget Row")) return;
		frm.add_custom_button(__("Budget Status"), () => frappe.set_route("query-report", "Budget Status", { agreement: frm.doc.name }));
		frm.add_custom_button(__("Versions of the Plan"), () =>
			frappe.set_route("query-report", "Budget Versions", { agreement: frm.doc.name })
		);
		const lacking = (frm.doc.__onload || {}).plan_lacks || [];
		frm.dashboard.clear_headline();
		if (lacking.length) frm.dashboard.set_headline(lacking.map((text) => frappe.utils.escape_html(text)).join("<br>"));
	},
});
