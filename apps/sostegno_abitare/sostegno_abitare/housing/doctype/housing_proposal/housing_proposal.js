frappe.ui.form.on("Housing Proposal", {
	setup(frm) {
		frm.set_query("unit", () => ({ filters: { workflow_state: ["in", ["Available", "Void", "Occupied"]] } }));
		frm.set_query("referral", () => ({
			filters: [["workflow_state", "in", ["Accepted", "Waiting", "Taken in Charge"]]],
		}));
	},
	refresh(frm) {
		frm.set_df_property("status", "read_only", 1);
		if (["Declined", "Withdrawn"].includes(frm.doc.status)) frm.disable_form();
		if (frm.is_new() || !["Proposed", "Accepted"].includes(frm.doc.status) || !frappe.model.can_write(frm.doctype)) return;
		if (frm.doc.status === "Proposed") {
			frm.add_custom_button(__("The Household Accepts"), () => answer(frm, { status: "Accepted" }));
		}
		frm.add_custom_button(__("The Household Declines"), () => decline(frm));
		frm.add_custom_button(__("Withdraw"), () => answer(frm, { status: "Withdrawn" }));
	},
});

function answer(frm, values) {
	return Promise.resolve(frm.set_value(values)).then(() => frm.save());
}

function decline(frm) {
	const field = frm.fields_dict.decline_reason.df;
	frappe.prompt(
		[{ fieldname: "decline_reason", fieldtype: "Select", label: __(field.label), options: field.options, reqd: 1 }],
		(values) => answer(frm, { status: "Declined", ...values }),
		__("The Household Declines")
	);
}
