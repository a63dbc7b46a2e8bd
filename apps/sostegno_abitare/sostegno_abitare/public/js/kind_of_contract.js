// A new document opened from those that belong to a contract knows the number alone: its kind is looked up.
for (const doctype of ["Rent Update", "Security Deposit", "Rent Payment"]) {
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			const contract = frm.is_new() && frm.doc.contract;
			if (!contract || !frappe.model.can_read("Sublease")) return;
			frappe.db.get_value("Sublease", contract, "name").then((r) => {
				const kind = (r.message || {}).name ? "Sublease" : "Head Lease";
				if (frm.doc.contract_type === kind || frm.doc.contract !== contract) return;
				Promise.resolve(frm.set_value("contract_type", kind)).then(() => frm.set_value("contract", contract));
			});
		},
	});
}
