frappe.ui.form.on("PEI", {
	setup(frm) {
		frm.set_query("referral", () => ({
			filters: [["workflow_state", "in", ["Assessed", "To Commission", "Accepted", "Waiting", "Taken in Charge"]]],
		}));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		show_hours(frm);
		if (["Active", "Under Review"].includes(frm.doc.workflow_state) && frappe.model.can_create("PEI Review")) {
			frm.add_custom_button(__("PEI Review"), () => frappe.new_doc("PEI Review", { pei: frm.doc.name }), __("Create"));
		}
		if (["Validated", "Active", "Under Review"].includes(frm.doc.workflow_state) && frappe.model.can_create("Diary Entry")) {
			frm.add_custom_button(__("Diary Entry"), () => frappe.new_doc("Diary Entry", { referral: frm.doc.referral }), __("Create"));
		}
	},
});

function show_hours(frm) {
	if (["Draft", "Proposed"].includes(frm.doc.workflow_state)) return;
	frappe
		.call({ method: "sostegno_abitare.social_support.doctype.pei.pei.hours_of", args: { pei: frm.doc.name } })
		.then((r) => {
			const { text, exceeded } = r.message;
			frm.set_intro(text, exceeded ? "orange" : "blue");
		});
}
