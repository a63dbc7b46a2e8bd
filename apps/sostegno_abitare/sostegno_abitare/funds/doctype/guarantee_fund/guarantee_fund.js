frappe.ui.form.on("Guarantee Fund", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_standing(frm);
		for (const doctype of ["Fund Allocation", "Rent Guarantee"]) {
			if (!frappe.model.can_create(doctype)) continue;
			const { name, municipality } = frm.doc;
			const values = doctype === "Fund Allocation" ? { fund: name } : { municipality };
			frm.add_custom_button(__(doctype), () => frappe.new_doc(doctype, values), __("Create"));
		}
		if (frappe.model.can_read("Fund Ledger Entry")) {
			frm.add_custom_button(__("Guarantee Fund Ledger"), () =>
				frappe.set_route("query-report", "Guarantee Fund Ledger", { fund: frm.doc.name })
			);
		}
	},
});

// Balance and free amount follow from the ledger, and are asked for each time.
function show_standing(frm) {
	frm.call("how_it_stands").then((r) => {
		const found = r.message;
		const money = (value) => format_currency(value);
		const parts = [
			__("balance {0}", [money(found.balance)]),
			__("kept ready {0}", [money(found.committed)]),
			__("free {0}", [money(found.free)]),
			__("to come back {0}", [money(found.receivable)]),
		];
		frm.set_intro(frappe.utils.escape_html(parts.join(" · ")), found.free > 0 ? "green" : "orange");
	});
}
