frappe.ui.form.on("Steering Meeting", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		for (const field of ["from_action", "to_action"]) {
			frm.set_query(field, "decisions", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		}
	},
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Quarterly Sheet"), () =>
			frappe.set_route("query-report", "Quarterly Sheet", {
				agreement: frm.doc.agreement,
				period_from: frm.doc.period_from,
				period_to: frm.doc.period_to,
			}),
		);
		if (frm.doc.docstatus === 0 && frm.perm[0]?.write) {
			frm.add_custom_button(__("Measure Indicators"), () => measure(frm));
		}
	},
});

function measure(frm) {
	frm.call("measure_indicators").then((r) => {
		const { measured, failed } = r.message;
		const said = [__("Indicators measured: {0}", [measured]), ...failed.map((row) => frappe.utils.escape_html(`${row.indicator}: ${row.reason}`))];
		frappe.msgprint({ message: said.join("<br>"), indicator: failed.length ? "orange" : "green", title: __("Indicators") });
	});
}
