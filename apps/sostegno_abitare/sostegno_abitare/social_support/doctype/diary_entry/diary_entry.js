frappe.ui.form.on("Diary Entry", {
	setup(frm) {
		frm.set_query("referral", () => ({ filters: [["workflow_state", "!=", "Draft"]] }));
		frm.set_query("pei", () => ({ filters: { referral: frm.doc.referral || "" } }));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Next Intervention"), () => frappe.new_doc("Diary Entry", { referral: frm.doc.referral }));
	},
	referral(frm) {
		frm.set_value("pei", null);
	},
	// What was written moves along: one of the two texts is empty.
	confidentiality(frm) {
		const [from, to] = frm.doc.confidentiality === "Reserved" ? ["text", "reserved_text"] : ["reserved_text", "text"];
		if (frm.doc[from] && !frm.doc[to]) frm.set_value({ [to]: frm.doc[from], [from]: "" });
	},
});
