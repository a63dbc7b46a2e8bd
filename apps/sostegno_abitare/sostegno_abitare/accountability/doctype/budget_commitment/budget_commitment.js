frappe.ui.form.on("Budget Commitment", {
	setup(frm) {
		frm.set_query("budget_row", () => ({ filters: { docstatus: 1, nature: "Cash" } }));
	},
	refresh(frm) {
		if (frm.doc.docstatus !== 1) return;
		const left = (frm.doc.__onload || {}).open_amount || 0;
		frm.dashboard.clear_headline();
		frm.dashboard.set_headline(
			frappe.utils.escape_html(`${__("Left of it")}: ${format_currency(left, "EUR")} / ${format_currency(frm.doc.amount, "EUR")}`)
		);
		if (left > 0) {
			frm.add_custom_button(__("Free the Rest"), () =>
				frappe.prompt(
					[{ fieldname: "reason", fieldtype: "Small Text", label: __("Why It Was Freed"), reqd: 1 }],
					(values) => frm.call("release", values).then(() => frm.reload_doc()),
					__("Free {0}", [format_currency(left, "EUR")]),
					__("Free It")
				)
			);
		}
	},
});
