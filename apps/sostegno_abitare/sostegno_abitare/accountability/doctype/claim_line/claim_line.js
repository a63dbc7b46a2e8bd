frappe.ui.form.on("Claim Line", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Claim"), () => frappe.set_route("Form", "Reimbursement Claim", frm.doc.claim));
		if (frappe.model.can_read("Expense")) {
			frm.add_custom_button(__("Expense"), () => frappe.set_route("Form", "Expense", frm.doc.expense));
		}
		frappe.db.get_value("Reimbursement Claim", frm.doc.claim, ["workflow_state", "open_count", "line_count"]).then((r) => {
			const claim = r.message || {};
			if (claim.workflow_state === "Under Control" && frm.has_perm("write")) add_decisions(frm, claim);
			else frm.set_read_only();
			const waits = frm.doc.decision === "Integration Requested" && !frm.doc.answered_on;
			if (claim.workflow_state === "Integration Requested" && waits && frappe.model.can_create("Reimbursement Claim")) {
				add_answer(frm);
			}
		});
	},
});

function add_decisions(frm, claim) {
	frm.set_intro(
		frm.doc.answer ? __("Answered: {0}", [frm.doc.answer]) : __("{0} of {1} lines are still to decide.", [claim.open_count, claim.line_count]),
		frm.doc.answer ? "green" : "blue"
	);
	// The next open line follows at once, so that a claim is gone through without going back to it.
	const go_on = (r) =>
		r.message ? frappe.set_route("Form", "Claim Line", r.message) : frappe.set_route("Form", "Reimbursement Claim", frm.doc.claim);
	const decide = (values) => frm.call("decide", values).then(go_on);
	const ask = (title, fields, decision) => () =>
		frappe.prompt(fields, (values) => decide({ ...values, decision }), title, __("Decide"));
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
	const may_return = { fieldname: "may_return", fieldtype: "Check", label: __("May Be Claimed Again") };
	frm.add_custom_button(__("Admit"), () => decide({ decision: "Admitted" }));
	frm.add_custom_button(
		__("Cut a Part"),
		ask(__("Cut a Part"), [{ fieldname: "cut", fieldtype: "Currency", label: __("Cut"), reqd: 1 }, reason, may_return], "Cut")
	);
	frm.add_custom_button(__("Reject"), ask(__("Reject"), [reason, may_return], "Rejected"));
	frm.add_custom_button(
		__("Ask for Papers"),
		ask(
			__("Ask for Papers"),
			[{ fieldname: "request", fieldtype: "Small Text", label: __("What Is Asked For"), reqd: 1 }],
			"Integration Requested"
		)
	);
}

function add_answer(frm) {
	frm.set_intro(__("Asked for: {0}", [frm.doc.request]), "orange");
	frm.add_custom_button(__("Answer"), () =>
		frappe.prompt(
			[{ fieldname: "text", fieldtype: "Small Text", label: __("Answer"), reqd: 1, description: __("Attach the papers to the claim") }],
			(values) =>
				frm.call("give_answer", values).then((r) =>
					r.message ? frappe.set_route("Form", "Claim Line", r.message) : frappe.set_route("Form", "Reimbursement Claim", frm.doc.claim)
				),
			__("Answer"),
			__("Send the Answer")
		)
	);
}
