frappe.ui.form.on("In-Kind Contribution", {
	setup(frm) {
		frm.set_query("budget_row", () => ({ filters: { partner_in_kind: [">", 0], docstatus: 1 } }));
		frm.set_query("resource", () => ({ filters: { disabled: 0 } }));
	},
	// The resource says what it is, and what its value rests on.
	resource(frm) {
		if (!frm.doc.resource) return;
		frappe.db.get_value("Structural Resource", frm.doc.resource, ["resource_name", "basis", "surface"]).then((r) => {
			const found = r.message || {};
			if (!frm.doc.description) frm.set_value("description", found.resource_name);
			if (!frm.doc.basis && found.basis) frm.set_value("basis", found.basis);
			if (found.surface && frm.doc.quantity === 1) frm.set_value({ quantity: found.surface, unit: "m²" });
		});
	},
});
