frappe.ui.form.on("Configuration Change", {
	refresh(frm) {
		frappe
			.call({ method: "sostegno_abitare.administration.log.read_differences", args: { change: frm.doc.name } })
			.then((r) => frm.set_df_property("differences_table", "options", table_of(r.message || [])));
		frm.add_custom_button(__("Verify the Log"), verify_log);
	},
});

function table_of(lines) {
	const rows = lines.map((line) => `<li>${frappe.utils.escape_html(line)}</li>`);
	return rows.length ? `<ul>${rows.join("")}</ul>` : `<p>${__("No differences")}</p>`;
}

function verify_log() {
	frappe.call({ method: "sostegno_abitare.administration.log.verify" }).then((r) => {
		const { ok, rows, head, problems } = r.message;
		const said = ok ? __("The log is whole: {0} rows.", [rows]) : __("The log was tampered with:");
		const found = problems.map((problem) => `<li>${frappe.utils.escape_html(problem)}</li>`).join("");
		const proof = __("Hash of the last row, to be kept elsewhere as a proof: {0}", [`<code>${head}</code>`]);
		frappe.msgprint({
			title: __("Verify the Log"),
			message: `<p>${said}</p><ul>${found}</ul><p>${proof}</p>`,
			indicator: ok ? "green" : "red",
		});
	});
}
