frappe.ui.form.on("Email Queue", {
	refresh(frm) {
		if (frm.doc.status !== "Error") return;
		frm.add_custom_button(__("Send Again"), () =>
			frappe
				.call({ method: "banco.mail.retry", args: { name: frm.doc.name } })
				.then(() => frm.reload_doc())
		);
	},
});
