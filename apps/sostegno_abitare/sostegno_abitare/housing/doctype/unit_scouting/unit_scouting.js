frappe.ui.form.on("Unit Scouting", {
	setup(frm) {
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("property_owner", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
	},
	refresh(frm) {
		show_target(frm);
		if (frm.doc.unit) {
			frm.add_custom_button(__("Open the Home"), () => frappe.set_route("Form", "Housing Unit", frm.doc.unit));
		}
	},
	agreement(frm) {
		show_target(frm);
	},
	action(frm) {
		show_target(frm);
	},
});

// How far the homes that the action has to find are found (R38).
function show_target(frm) {
	frm.dashboard.clear_headline();
	if (!frm.doc.agreement || !frm.doc.action) return;
	frappe
		.call({
			method: "sostegno_abitare.housing.doctype.unit_scouting.unit_scouting.target",
			args: { agreement: frm.doc.agreement, action: frm.doc.action },
		})
		.then((r) => {
			const parts = (r.message || []).map((row) =>
				__("{0}: {1} of {2} found, {3} in bordering municipalities, {4} being scouted", [
					__(row.unit_type),
					row.found + row.bordering,
					row.required,
					row.bordering,
					row.pipeline,
				])
			);
			if (parts.length) frm.dashboard.set_headline(frappe.utils.escape_html(parts.join(" · ")));
		});
}
