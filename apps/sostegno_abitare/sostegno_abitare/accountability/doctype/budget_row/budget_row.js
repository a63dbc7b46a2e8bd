const SHARES = ["public_share", "partner_cash", "partner_in_kind", "third_party"];
const whole = (value) => Math.round((value + Number.EPSILON) * 100) / 100;

frappe.ui.form.on("Budget Row", {
	setup(frm) {
		frm.set_query("cost_category", () => (frm.doc.nature ? { filters: { nature: ["in", [frm.doc.nature, ""]] } } : {}));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Budget Status"), () =>
			frappe.set_route("query-report", "Budget Status", { agreement: frm.doc.agreement, action: frm.doc.action })
		);
		if (frm.doc.docstatus === 1 && frm.doc.nature === "Cash") {
			frm.add_custom_button(__("Commit"), () => frappe.new_doc("Budget Commitment", { budget_row: frm.doc.name }));
		}
		if (frm.doc.docstatus === 1 && frm.doc.__onload) headline(frm);
	},
	quantity: total,
	unit_value: total,
	brought_by: shares,
	nature: shares,
});

function total(frm) {
	frm.set_value("total", whole((frm.doc.quantity || 0) * (frm.doc.unit_value || 0))).then(() => shares(frm));
}

// One share alone follows the total; a row that several pay is left to who writes it.
function shares(frm) {
	const filled = SHARES.filter((field) => frm.doc[field]);
	if (filled.length > 1) return;
	let field = frm.doc.brought_by === "Public Authority" ? "public_share" : "partner_cash";
	if (frm.doc.nature === "Figurative") field = "partner_in_kind";
	if (frm.doc.brought_by === "Third Party") field = "third_party";
	filled.filter((other) => other !== field).forEach((other) => frm.set_value(other, 0));
	frm.set_value(field, frm.doc.total || 0);
}

function headline(frm) {
	const figures = frm.doc.__onload.figures || [];
	const euro = (value) => format_currency(value, "EUR");
	const parts = figures.map((row) =>
		[
			`${__(row.share)}: ${__("approved")} ${euro(row.approved)}`,
			row.valued ? `${__("valued")} ${euro(row.valued)}` : `${__("bound")} ${euro(row.committed)}`,
			`${__("left")} ${euro(row.left)}`,
		].join(", ")
	);
	frm.dashboard.clear_headline();
	if (parts.length) frm.dashboard.set_headline(frappe.utils.escape_html(parts.join(" · ")));
}
