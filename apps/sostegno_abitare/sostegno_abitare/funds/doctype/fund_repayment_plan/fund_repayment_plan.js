frappe.ui.form.on("Fund Repayment Plan", {
	setup(frm) {
		frm.set_query("disbursement", () => ({
			filters: { workflow_state: ["in", ["Paid", "Repaying"]], repayable: 1 },
		}));
	},
	refresh(frm) {
		if (frm.doc.docstatus === 0 && !frm.is_new()) {
			frm.add_custom_button(__("Propose Instalments Again"), () => {
				frm.clear_table("instalments");
				return frm.save();
			});
		}
		if (frm.doc.docstatus !== 1) return;
		if (frm.doc.replaced_by) {
			frm.set_intro(__("Another plan took its place; it stays on record."), "blue");
			return;
		}
		show_standing(frm);
		if (frappe.model.can_create("Guarantee Repayment")) {
			frm.add_custom_button(__("New Repayment"), () =>
				frappe.new_doc("Guarantee Repayment", { disbursement: frm.doc.disbursement })
			);
		}
		if (frappe.model.can_create("Fund Repayment Plan")) {
			frm.add_custom_button(__("Reschedule"), () =>
				frappe.new_doc("Fund Repayment Plan", { disbursement: frm.doc.disbursement })
			);
		}
	},
});

// Whether it is kept follows from the repayments, and is asked for each time.
function show_standing(frm) {
	frm.call("how_it_stands").then((r) => {
		const found = r.message;
		const colours = { Kept: "green", Late: "orange", Broken: "red", Completed: "blue" };
		const money = (value) => format_currency(value);
		const parts = [__(found.state), __("{0} of {1} paid", [money(found.paid), money(found.to_pay)])];
		if (found.behind) parts.push(__("{0} behind", [money(found.behind)]));
		if (found.next_due) parts.push(__("next instalment on {0}", [frappe.datetime.str_to_user(found.next_due)]));
		frm.set_intro(frappe.utils.escape_html(parts.join(" · ")), colours[found.state]);
	});
}
