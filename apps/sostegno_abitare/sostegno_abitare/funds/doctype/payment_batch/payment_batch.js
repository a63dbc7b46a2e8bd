frappe.ui.form.on("Payment Batch", {
	setup(frm) {
		frm.set_query("account", () => ({ filters: { closed_on: ["is", "not set"] } }));
		frm.set_query("source", "items", (doc, cdt, cdn) => {
			const filters = { agreement: frm.doc.agreement };
			if (locals[cdt][cdn].source_type === "Rent Due") Object.assign(filters, { side: "Payable", kind: "Rent" });
			return { filters };
		});
	},
	account(frm) {
		if (!frm.doc.account) return;
		frappe.db.get_value("Dedicated Account", frm.doc.account, "agreement").then((r) =>
			frm.set_value("agreement", r.message.agreement)
		);
	},
	refresh(frm) {
		if (frm.doc.docstatus === 0) {
			if (frappe.model.can_create("Payment Batch")) {
				frm.add_custom_button(__("Add What Is Due"), () => add_due(frm));
			}
			if (!frm.is_new()) {
				frm.set_intro(__("Somebody else than who prepared these payments approves them, by submitting."), "blue");
			}
		}
		if (frm.doc.docstatus !== 1) return;
		if (frm.doc.payment_file) {
			frm.set_intro(__("Load the file at the bank as it is. Its movements, once they come, execute the payments."), "blue");
		}
		const waiting = frm.doc.items.filter((row) => row.status === "Waiting");
		if (waiting.length && frappe.model.can_write("Payment Batch")) {
			frm.add_custom_button(__("The Bank Refused One"), () => reject(frm, waiting));
		}
	},
});

async function add_due(frm) {
	if (!frm.doc.account) {
		frappe.msgprint(__("Choose the dedicated account first."));
		return;
	}
	frappe.prompt(
		[{ fieldname: "until", label: __("Due Until"), fieldtype: "Date", reqd: 1, default: frm.doc.execution_date }],
		async (values) => {
			const { message } = await frappe.call("sostegno_abitare.funds.bank.paying.due", {
				account: frm.doc.account,
				until: values.until,
			});
			const there = new Set((frm.doc.items || []).map((row) => `${row.source_type}/${row.source}`));
			const rows = message.filter((row) => !there.has(`${row.source_type}/${row.source}`));
			const kept = (frm.doc.items || []).filter((row) => row.source);
			if (rows.length) await frm.set_value("items", [...kept, ...rows]);
			frappe.show_alert({ message: __("{0} payments added.", [rows.length]), indicator: rows.length ? "green" : "orange" });
		},
		__("Add What Is Due")
	);
}

function reject(frm, waiting) {
	const labels = waiting.map((row) => `${row.idx} · ${row.source}`);
	frappe.prompt(
		[{ fieldname: "which", label: __("Payment"), fieldtype: "Select", options: labels.join("\n"), reqd: 1, default: labels[0] }],
		(values) =>
			frm.call("reject", { item: waiting[labels.indexOf(values.which)].name }).then(() => frm.reload_doc()),
		__("The Bank Refused One")
	);
}
