frappe.ui.form.on("Fund Allocation", {
	setup(frm) {
		frm.set_query("budget_row", () => ({ filters: { agreement: frm.doc.agreement || "", docstatus: 1 } }));
	},
});
