frappe.ui.form.on("Repayment Agreement", {
	setup(frm) {
		frm.set_query("sublease", () => ({ filters: { workflow_state: ["in", ["Signed", "Running", "Extended", "Ended"]] } }));
		frm.set_query("rent_due", "dues", () => ({
			filters: { contract_type: "Sublease", contract: frm.doc.sublease || "", kind: "Rent" },
		}));
	},
	refresh(frm) {
		if (frm.doc.docstatus === 0 && !frm.is_new()) {
			frm.add_custom_button(__("Propose Instalments Again"), () => {
				frm.clear_table("instalments");
				return frm.save();
			});
		}
		if (frm.doc.docstatus === 1) {
			show_standing(frm);
			frm.add_custom_button(__("New Rent Payment"), () =>
				frappe.new_doc("Rent Payment", { contract_type: "Sublease", contract: frm.doc.sublease })
			);
		}
	},
});

// Whether it is kept follows from the payments, and is asked for each time.
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
