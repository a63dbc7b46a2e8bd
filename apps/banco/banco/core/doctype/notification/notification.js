const LAYOUT = ["Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Table"];

/** The fields of the chosen doctype, where one of them is asked for. */
async function offerFields(frm) {
	const doctype = frm.doc.document_type;
	if (!doctype) return;
	await frappe.model.with_doctype(doctype);
	const fields = frappe.get_meta(doctype).fields.filter((field) => !LAYOUT.includes(field.fieldtype));
	const offer = (fits) => [
		"",
		...fields
			.filter(fits)
			.map(({ fieldname, label }) => ({ value: fieldname, label: `${__(label)} (${fieldname})` })),
	];
	const holdsUser = (field) =>
		(field.fieldtype === "Link" && field.options === "User") || field.options === "Email";
	const people = [{ value: "owner", label: `${__("Created By")} (owner)` }, ...offer(holdsUser)];
	frm.set_df_property("value_changed", "options", offer(() => true));
	frm.set_df_property("date_changed", "options", offer((field) => field.fieldtype.startsWith("Date")));
	frm.set_df_property("recipients", "options", ["", ...people.filter(Boolean)], null, "receiver_by_document_field");
}

frappe.ui.form.on("Notification", {
	document_type: offerFields,
	refresh(frm) {
		offerFields(frm);
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
