frappe.ui.form.on("Network Activation", {
	setup(frm) {
		frm.set_query("referral", () => ({ filters: [["workflow_state", "not in", ["Draft", "Closed"]]] }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.result !== "Pending" || !frm.has_perm("write")) return;
		for (const result of ["Given", "Partly Given", "Refused"]) {
			frm.add_custom_button(__(result), () => answer(frm, result), __("Answer"));
		}
	},
	result(frm) {
		if (frm.doc.result === "Pending") frm.set_value({ result_on: null, answer: "" });
		else if (!frm.doc.result_on) frm.set_value("result_on", frappe.datetime.get_today());
	},
});

function answer(frm, result) {
	frm.set_value("result", result);
	frm.scroll_to_field("answer");
}
