frappe.ui.form.on("Report", {
	refresh(frm) {
		if (!frm.is_new()) frm.add_custom_button(__("Open Report"), () => frappe.set_route("query-report", frm.doc.name));
	},
});
