frappe.ui.form.on("Rent Run", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
	refresh(frm) {
		if (frm.doc.docstatus !== 1) return;
		if (["Queued", "Running"].includes(frm.doc.status)) {
			frm.set_intro(__("The dues are being made in the background: the progress is shown below."), "blue");
		}
		if (frm.doc.failures) frm.set_intro(__("Some contracts gave no due: see below why."), "orange");
		frm.add_custom_button(__("Run Again"), () => frm.call("run_again").then(() => frm.reload_doc()));
		frm.add_custom_button(__("Rent Roll"), () =>
			frappe.set_route("query-report", "Rent Roll", { month: frm.doc.month, agreement: frm.doc.agreement })
		);
	},
});
