frappe.ui.form.on("Diary Sheet", {
	setup(frm) {
		frm.set_query("referral", "entries", () => ({ filters: [["workflow_state", "not in", ["Draft", "Closed"]]] }));
	},
	refresh(frm) {
		if (frm.doc.docstatus !== 0) return;
		frm.add_custom_button(__("Add My Cases"), () => add_cases(frm));
		frm.set_intro(__("Submitting the sheet writes each row in the diary of its case; the texts then live there alone"), "blue");
	},
});

frappe.ui.form.on("Diary Sheet Row", {
	// A week is written day by day: a new row goes on from the one before it.
	entries_add(frm, cdt, cdn) {
		const row = frappe.get_doc(cdt, cdn);
		const before = (frm.doc.entries || []).filter((other) => other.idx < row.idx).pop();
		if (before && before.entry_date) frappe.model.set_value(cdt, cdn, "entry_date", before.entry_date);
	},
	minutes(frm) {
		const total = (frm.doc.entries || []).reduce((sum, row) => sum + (cint(row.minutes) || 0), 0);
		frm.set_value("total_minutes", total);
	},
	confidentiality(frm, cdt, cdn) {
		const row = frappe.get_doc(cdt, cdn);
		const [from, to] = row.confidentiality === "Reserved" ? ["text", "reserved_text"] : ["reserved_text", "text"];
		if (row[from] && !row[to]) frappe.model.set_value(cdt, cdn, { [to]: row[from], [from]: "" });
	},
});

function add_cases(frm) {
	frm.call("fetch_cases").then(() => frm.refresh_field("entries"));
}
