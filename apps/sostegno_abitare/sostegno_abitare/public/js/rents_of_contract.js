for (const doctype of ["Head Lease", "Sublease"]) {
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			const signed = ["Signed", "Running", "Extended", "Ended"].includes(frm.doc.workflow_state);
			if (frm.is_new() || !signed || !frappe.model.can_read("Rent Due")) return;
			show_rents_owed(frm);
			add_rent_buttons(frm);
		},
	});
}

// What is owed follows from dues and payments, and is asked for each time.
function show_rents_owed(frm) {
	frappe
		.call({
			method: "sostegno_abitare.housing.arrears.standing_of",
			args: { contract_type: frm.doctype, contract: frm.doc.name },
		})
		.then((r) => {
			const found = r.message || {};
			const parts = [];
			if (found.arrears) {
				const since = frappe.datetime.str_to_user(found.oldest);
				const owed = [format_currency(found.arrears), since];
				const ours = frm.doctype === "Head Lease";
				parts.push(ours ? __("Owed to the owner: {0}, since {1}", owed) : __("Arrears: {0}, since {1}", owed));
			}
			if (found.credit) parts.push(__("Credit: {0}", [format_currency(found.credit)]));
			if (parts.length) frm.set_intro(frappe.utils.escape_html(parts.join(" · ")), found.arrears ? "orange" : "blue");
		});
}

function add_rent_buttons(frm) {
	const group = __("Rents");
	const contract = { contract_type: frm.doctype, contract: frm.doc.name };
	frm.add_custom_button(__("Rent Dues"), () => frappe.set_route("List", "Rent Due", contract), group);
	frm.add_custom_button(__("Rent Payments"), () => frappe.set_route("List", "Rent Payment", contract), group);
	if (frappe.model.can_create("Rent Payment")) {
		frm.add_custom_button(__("New Rent Payment"), () => frappe.new_doc("Rent Payment", contract), group);
	}
	if (frm.doctype !== "Sublease") return;
	for (const [target, label] of [
		["Arrears Step", __("New Arrears Step")],
		["Repayment Agreement", __("New Repayment Agreement")],
	]) {
		if (!frappe.model.can_create(target)) continue;
		frm.add_custom_button(label, () => frappe.new_doc(target, { sublease: frm.doc.name }), group);
	}
}
