frappe.ui.form.on("Notification", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Preview on a Document"), () =>
			frappe.prompt(
				{
					fieldname: "docname",
					fieldtype: "Link",
					options: frm.doc.document_type,
					label: __(frm.doc.document_type),
					reqd: 1,
				},
				({ docname }) =>
					frm
						.call("preview", { docname })
						.then(({ message }) =>
							frappe.msgprint(
								`<p>${message.to.map(frappe.utils.escape_html).join(", ")}</p><hr>${message.message}`,
								message.subject
							)
						),
				__("Preview on a Document")
			)
		);
	},
});
