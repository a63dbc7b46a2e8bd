frappe.ui.form.on("Household", {
	refresh(frm) {
		if (!frm.is_new()) {
			frm.add_custom_button(__("New Referral"), () => {
				frappe.new_doc("Referral", { household: frm.doc.name, municipality: frm.doc.residence_municipality });
			});
		}
	},
});
