const TRANSFER = "sostegno_abitare.administration";

frappe.ui.form.on("Configuration Transfer", {
	refresh(frm) {
		frm.add_custom_button(__("Download Configuration"), () => download(frm));
		frm.add_custom_button(__("Preview Import"), () => preview(frm));
		frm.add_custom_button(__("Apply Import"), () => apply(frm));
	},
	file(frm) {
		frm.seen_configuration = null;
		frm.set_df_property("result", "options", "<p></p>");
	},
});

function given(frm) {
	return { file_url: frm.doc.file || "", allow_scripts: frm.doc.allow_scripts || 0 };
}

function download(frm) {
	const args = { document_type: frm.doc.document_type || null, changed_since: frm.doc.changed_since || null };
	frappe.call({ method: `${TRANSFER}.export.export`, args }).then((r) => {
		if (!r.message.count) return frappe.msgprint(__("Nothing to export"));
		const link = document.createElement("a");
		link.href = URL.createObjectURL(new Blob([r.message.content], { type: "application/json" }));
		link.download = r.message.filename;
		link.click();
		URL.revokeObjectURL(link.href);
		frappe.show_alert({ message: __("{0} documents exported", [r.message.count]), indicator: "green" });
	});
}

function preview(frm) {
	frappe.call({ method: `${TRANSFER}.transfer.preview`, args: given(frm) }).then((r) => {
		frm.seen_configuration = r.message.digest;
		show(frm, r.message.rows);
	});
}

function apply(frm) {
	if (!frm.seen_configuration) return frappe.msgprint(__("Preview the import first"));
	frappe.confirm(__("Write these changes into this site?"), () => {
		const args = { ...given(frm), digest: frm.seen_configuration };
		frappe.call({ method: `${TRANSFER}.transfer.apply`, args }).then((r) => {
			show(frm, r.message.rows);
			const refused = r.message.rows.some((row) => row.problem);
			frappe.msgprint({
				title: __("Import"),
				message: refused
					? __("Nothing was written: mend the records that are refused and try again")
					: __("{0} documents written", [r.message.applied]),
				indicator: refused ? "red" : "green",
			});
		});
	});
}

function show(frm, rows) {
	const escape = frappe.utils.escape_html;
	const counts = ["New", "Changed", "Same", "Not Taken"]
		.map((status) => [status, rows.filter((row) => row.status === status).length])
		.filter(([, count]) => count)
		.map(([status, count]) => `${__(status)}: <b>${count}</b>`);
	const lines = rows
		.filter((row) => row.status !== "Same")
		.map((row) => {
			const found = [...row.differences, row.problem].filter(Boolean).map((text) => `<li>${escape(text)}</li>`);
			const list = found.length ? `<ul>${found.join("")}</ul>` : "";
			return `<tr><td>${escape(row.label)}</td><td>${escape(row.name)}</td><td>${__(row.status)}</td><td>${list}</td></tr>`;
		});
	const head = [__("Document Type"), __("Name"), __("Status"), __("Differences")].map((text) => `<th scope="col">${text}</th>`);
	const table = lines.length
		? `<table class="table table-bordered"><thead><tr>${head.join("")}</tr></thead><tbody>${lines.join("")}</tbody></table>`
		: "";
	frm.set_df_property("result", "options", `<p role="status">${counts.join(" · ")}</p>${table}`);
}
