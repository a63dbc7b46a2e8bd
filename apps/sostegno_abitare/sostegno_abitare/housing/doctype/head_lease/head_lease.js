frappe.ui.form.on("Head Lease", {
	setup(frm) {
		frm.set_query("unit", () => ({ filters: { workflow_state: ["!=", "Released"] } }));
		frm.set_query("property_owner", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("lease_type", () => ({ filters: { disabled: 0, used_for: ["!=", "Subleases"] } }));
	},
	refresh(frm) {
		if (frm.is_new() || !["Signed", "Running", "Extended"].includes(frm.doc.workflow_state)) return;
		const create = (doctype, values) => () => frappe.new_doc(doctype, values);
		const contract = { contract_type: "Head Lease", contract: frm.doc.name };
		if (frm.doc.sublet_permission !== "No" && frappe.model.can_create("Sublease")) {
			frm.add_custom_button(__("New Sublease"), create("Sublease", { head_lease: frm.doc.name }));
		}
		if (frappe.model.can_create("Rent Update")) {
			frm.add_custom_button(__("Update the Rent"), create("Rent Update", contract));
		}
		if (frappe.model.can_create("Security Deposit")) {
			const amount = frm.doc.deposit_amount;
			frm.add_custom_button(__("New Deposit"), create("Security Deposit", { ...contract, amount }));
		}
		if (frappe.model.can_write("Head Lease")) frm.add_custom_button(__("End the Lease Early"), () => end_early(frm));
	},
	cedolare_secca(frm) {
		if (frm.doc.cedolare_secca) frm.set_value("update_waived", 1);
	},
	lease_type(frm) {
		propose_end(frm);
	},
	start_date(frm) {
		propose_end(frm);
	},
});

// The subleases that would outlive the contract are named, and end with it or nothing does (R39).
function end_early(frm) {
	const module = "sostegno_abitare.housing.doctype.head_lease.head_lease";
	const fields = [
		{ fieldname: "last_day", fieldtype: "Date", label: __("Last Day"), reqd: 1 },
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason of the End"), reqd: 1 },
	];
	const end = (values) =>
		frappe
			.call({ method: `${module}.end_early`, type: "POST", args: { head_lease: frm.doc.name, ...values } })
			.then(() => frm.reload_doc());
	frappe.prompt(
		fields,
		(values) =>
			frappe
				.call({ method: `${module}.outliving`, args: { head_lease: frm.doc.name, last_day: values.last_day } })
				.then((r) => {
					const beyond = (r.message || []).map((row) => frappe.utils.escape_html(row.title));
					if (!beyond.length) return end(values);
					frappe.confirm(
						__("These subleases end on the same day: {0}. Go on?", [beyond.join(", ")]),
						() => end(values)
					);
				}),
		__("End the Lease Early"),
		__("End")
	);
}

// The first term of the type of contract, until somebody writes another end.
function propose_end(frm) {
	if (!frm.doc.lease_type || !frm.doc.start_date || frm.doc.end_date) return;
	frappe.db.get_value("Lease Type", frm.doc.lease_type, "first_term_months").then((r) => {
		const months = (r.message || {}).first_term_months;
		if (!months || frm.doc.end_date) return;
		frm.set_value("end_date", frappe.datetime.add_days(frappe.datetime.add_months(frm.doc.start_date, months), -1));
	});
}
