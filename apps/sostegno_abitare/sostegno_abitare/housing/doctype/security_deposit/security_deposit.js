frappe.ui.form.on("Security Deposit", {
	refresh(frm) {
		// The rows are the system's: a person fills in when a year was paid.
		frm.set_df_property("interest", "cannot_add_rows", true);
		frm.set_df_property("interest", "cannot_delete_rows", true);
	},
});
