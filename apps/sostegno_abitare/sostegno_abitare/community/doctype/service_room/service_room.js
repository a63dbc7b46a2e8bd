frappe.ui.form.on("Service Room", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.yearly_cost && frm.doc.coparticipation && frappe.model.can_create("Expense")) {
			frm.add_custom_button(__("Expense of a Year"), () => expense_of_a_year(frm));
		}
		if (frm.doc.disabled || !frappe.model.can_create("Room Booking")) return;
		frm.add_custom_button(__("Book the Room"), () => frappe.new_doc("Room Booking", { room: frm.doc.name }));
	},
});

function expense_of_a_year(frm) {
	const rows = () => ({ filters: { agreement: frm.doc.agreement, partner_cash: [">", 0], docstatus: 1 } });
	const fields = [
		{ fieldname: "year", fieldtype: "Int", label: __("Year"), reqd: 1, default: new Date().getFullYear() },
		{ fieldname: "budget_row", fieldtype: "Link", options: "Budget Row", label: __("Budget Row"), reqd: 1, get_query: rows },
	];
	frappe.prompt(
		fields,
		(values) =>
			frappe
				.call({ method: "sostegno_abitare.accountability.rooms.make_expense", args: { room: frm.doc.name, ...values } })
				.then((r) => frappe.set_route("Form", "Expense", r.message)),
		__("Expense of a Year"),
		__("Make Expense")
	);
}
