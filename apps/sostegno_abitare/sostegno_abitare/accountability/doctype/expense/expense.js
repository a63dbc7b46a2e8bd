frappe.ui.form.on("Expense", {
	setup(frm) {
		const of_agreement = () => ({ filters: { agreement: frm.doc.agreement || "", docstatus: 1 } });
		frm.set_query("budget_row", "allocations", () => ({
			filters: { agreement: frm.doc.agreement || "", docstatus: 1, nature: "Cash" },
		}));
		frm.set_query("commitment", of_agreement);
		frm.set_query("credit_of", () => ({
			filters: { agreement: frm.doc.agreement || "", voucher_kind: "Invoice", docstatus: ["<", 2] },
		}));
		frm.set_query("rent_payment", () => ({
			filters: { agreement: frm.doc.agreement || "", docstatus: 1, side: "Payable" },
		}));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.docstatus === 2) return;
		show_what_is_missing(frm);
	},
});

// The list of what is missing stands at the head; the note to write on the voucher is one click away.
function show_what_is_missing(frm) {
	frm.call("how_it_stands").then((r) => {
		const found = r.message;
		const escape = frappe.utils.escape_html;
		if (found.missing.length) {
			const items = found.missing.map((text) => `<li>${escape(text)}</li>`).join("");
			const head = __("Before it is complete: {0} to do", [found.missing.length]);
			frm.set_intro(`<strong>${escape(head)}</strong><ul>${items}</ul>`, "orange");
		} else if (["Draft", "Allocated"].includes(frm.doc.workflow_state)) {
			frm.set_intro(escape(__("Nothing is missing: it can be completed")), "green");
		}
		if (found.left > 0 && frm.doc.docstatus === 0 && frm.doc.allocated) {
			frm.dashboard.add_comment(
				escape(__("Not allocated: {0}. It stays with the partner", [format_currency(found.left)])),
				"blue",
				true
			);
		}
		const editable = frm.doc.docstatus === 0 || frm.doc.workflow_state === "Allocated";
		if (editable && found.may_write && frm.doc.allocated && !frm.doc.annulment_text && !frm.doc.annulment_declaration) {
			frm.add_custom_button(__("Propose the Annulment Note"), () =>
				frm.set_value({ annulled_on: frappe.datetime.get_today(), annulment_text: found.annulment_note })
			);
		}
	});
}
