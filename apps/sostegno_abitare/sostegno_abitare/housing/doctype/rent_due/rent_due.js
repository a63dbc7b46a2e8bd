frappe.ui.form.on("Rent Due", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_standing(frm);
		const contract = { contract_type: frm.doc.contract_type, contract: frm.doc.contract };
		frm.add_custom_button(__("Rent Payments"), () => frappe.set_route("List", "Rent Payment", contract));
		if (!frappe.model.can_create("Rent Payment")) return;
		frm.add_custom_button(__("New Rent Payment"), () => frappe.new_doc("Rent Payment", contract));
	},
});

// Whether it is paid follows from the payments laid on it, and is asked for each time.
function show_standing(frm) {
	frm.call("how_it_stands").then((r) => {
		const { open, days } = r.message;
		if (open <= 0) return frm.set_intro(__("Paid"), "green");
		const amount = frappe.utils.escape_html(format_currency(open));
		if (days > 0) return frm.set_intro(__("{0} open, {1} days overdue", [amount, days]), "red");
		return frm.set_intro(__("{0} open, not due yet", [amount]), "blue");
	});
}
