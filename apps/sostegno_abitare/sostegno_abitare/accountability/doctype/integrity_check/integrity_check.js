frappe.ui.form.on("Integrity Check", {
	refresh(frm) {
		if (frm.is_new()) {
			frm.set_intro(__("Saved, the check runs in the background over every sum of money."), "blue");
			return;
		}
		if (["Queued", "Running"].includes(frm.doc.status)) {
			frm.set_intro(__("The check runs in the background: the progress is shown below."), "blue");
			return;
		}
		if (frm.doc.ok) frm.set_intro(__("Everything adds up."), "green");
		else if (frm.doc.status === "Done") frm.set_intro(__("Something does not add up: see the findings."), "red");
		frm.add_custom_button(__("Findings"), () =>
			frappe.set_route("query-report", "Integrity Findings", { integrity_check: frm.doc.name })
		);
		frm.add_custom_button(__("Check Now"), () =>
			frappe
				.xcall("frappe.client.insert", { doc: { doctype: "Integrity Check" } })
				.then((doc) => frappe.set_route("Form", "Integrity Check", doc.name))
		);
	},
});
