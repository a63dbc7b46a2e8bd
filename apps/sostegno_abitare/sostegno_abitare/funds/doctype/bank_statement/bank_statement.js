frappe.ui.form.on("Bank Statement", {
	setup(frm) {
		frm.set_query("account", () => ({ filters: { closed_on: ["is", "not set"] } }));
	},
	refresh(frm) {
		if (frm.doc.docstatus === 0 && !frm.is_new()) {
			frm.set_intro(__("Look at what was read, and submit: the movements are taken in then."), "blue");
		}
		if (frm.doc.docstatus !== 1) return;
		if (["Queued", "Running"].includes(frm.doc.status)) {
			frm.set_intro(__("The movements are being taken in, in the background: the progress is shown below."), "blue");
			return;
		}
		if (frm.doc.off_by) {
			frm.set_intro(
				__("{0} of the balance are not explained by the movements taken in: a statement is missing, or two files tell the same movements.", [
					format_currency(frm.doc.off_by),
				]),
				"orange"
			);
		}
		if (frm.doc.status === "Failed") {
			frm.add_custom_button(__("Take In the Rest"), () => frm.call("take_again").then(() => frm.reload_doc()));
		}
		frm.add_custom_button(__("Movements to Match"), () =>
			frappe.set_route("query-report", "Movements to Match", { account: frm.doc.account })
		);
	},
});
