frappe.ui.form.on("Innovative Housing Project", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Phases of the Projects"), () =>
			frappe.set_route("query-report", "Phases of the Projects", { project: frm.doc.name }),
		);
	},
});
