frappe.ui.form.on("Email Queue", {
	refresh(frm) {
		if (frm.doc.status !== "Error") return;
		frm.add_custom_button(__("Send Again"), () =>
			frappe
				.call({ method: "banco.jobs.queue.retry", args: { name: frm.doc.name, doctype: "Email Queue" } })
				.then(() => frm.reload_doc())
		);
	},
});
