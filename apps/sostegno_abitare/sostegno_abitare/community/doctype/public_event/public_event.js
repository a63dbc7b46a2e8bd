frappe.ui.form.on("Public Event", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.status !== "Planned" || !frm.perm[0]?.write) return;
		if (frm.doc.event_date > frappe.datetime.get_today()) return;
		frm.add_custom_button(__("Took Place"), () => frm.set_value("status", "Took Place").then(() => frm.save()));
	},
});
