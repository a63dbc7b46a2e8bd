frappe.ui.form.on("Bank Movement", {
	setup(frm) {
		frm.set_query("target", "matches", (doc, cdt, cdn) => {
			const row = locals[cdt][cdn];
			const filters = { agreement: frm.doc.agreement };
			if (row.target_type === "Rent Due") filters.kind = "Rent";
			if (row.target_type === "Payment Batch") filters.account = frm.doc.account;
			return { filters };
		});
	},
	refresh(frm) {
		const waits = ["Open", "Proposed"].includes(frm.doc.state);
		frm.toggle_enable(["matches"], waits);
		if (!frappe.model.can_write("Bank Movement")) return;
		const go_on = (r) => {
			if (r.message.next) frappe.set_route("Form", "Bank Movement", r.message.next);
			else {
				frappe.show_alert({ message: __("No other movement of this account waits."), indicator: "green" });
				frm.reload_doc();
			}
		};
		if (!waits) {
			frm.add_custom_button(__("Undo"), () =>
				frappe.confirm(__("What was registered for this movement is cancelled. Go on?"), () =>
					frm.call("undo").then(() => frm.reload_doc())
				)
			);
			return;
		}
		if (frm.doc.matches.length) {
			frm.page.set_primary_action(__("Confirm and Next"), () => decide(frm, "confirm").then(go_on));
		}
		frm.add_custom_button(__("It Is Another Payment"), () => choose(frm));
		frm.add_custom_button(__("Not a Payment of Ours"), () => decide(frm, "ignore").then(go_on));
		explain(frm);
	},
});

async function decide(frm, method) {
	if (frm.is_dirty()) await frm.save();
	return frm.call(method);
}

function explain(frm) {
	if (frm.doc.is_return) {
		frm.set_intro(__("The bank sent this payment back: undo the movement it was registered by."), "orange");
		return;
	}
	if (!frm.doc.matches.length) {
		frm.set_intro(__("Nothing that is waited for fits: write in a row below what it is."), "orange");
		return;
	}
	const why = (frm.doc.matches[0].reasons || "").split(",").filter(Boolean).map((reason) => __(REASONS[reason]));
	if (!why.length) return;
	const text = why.join(", ");
	const certain = frm.doc.certainty === "Certain";
	frm.set_intro(
		certain ? __("Certain: {0}.", [text]) : __("Probable: {0}. Look before you confirm.", [text]),
		certain ? "green" : "yellow"
	);
}

const REASONS = {
	reference: "its reference is in the movement",
	order: "it is the order of payment the movement names",
	code: "its code is in the movement",
	iban: "the account is the same",
	name: "the name is the same",
	amount: "the amount is the same",
	other_amount: "the amount is another",
	several: "others fit as well",
	other_iban: "the account is another",
	early: "it is not due for long",
};

async function choose(frm) {
	const { message } = await frm.call("others");
	if (!message.length) {
		frappe.msgprint(__("Nothing that is waited for fits: write in a row below what it is."));
		return;
	}
	const labels = message.map((row) => `${row.label} · ${row.amount} · ${row.why.join(", ")}`);
	frappe.prompt(
		[{ fieldname: "which", label: __("Payment"), fieldtype: "Select", options: labels.join("\n"), reqd: 1, default: labels[0] }],
		async (values) => {
			const { target_type, target, target_row } = message[labels.indexOf(values.which)];
			await frm.call("choose", { target_type, target, target_row });
			frm.reload_doc();
		},
		__("What This Movement May Be")
	);
}
