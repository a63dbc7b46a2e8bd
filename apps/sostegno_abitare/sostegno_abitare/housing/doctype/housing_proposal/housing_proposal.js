frappe.ui.form.on("Housing Proposal", {
	setup(frm) {
		// A host asks for a right on what is linked, which who manages homes has not: the server checks the case.
		if (!frappe.model.can_read("Referral")) frm.set_df_property("referral", "ignore_link_validation", 1);
		frm.set_query("unit", () => ({ filters: { workflow_state: ["in", ["Available", "Void", "Occupied"]] } }));
		frm.set_query("referral", () => ({
			filters: [["workflow_state", "in", ["Accepted", "Waiting", "Taken in Charge"]]],
		}));
	},
	refresh(frm) {
		if (frm.is_new()) offer_households(frm);
		if (frm.doc.status === "Accepted") offer_contract(frm);
		frm.set_df_property("status", "read_only", 1);
		if (["Declined", "Withdrawn"].includes(frm.doc.status)) frm.disable_form();
		if (frm.is_new() || !["Proposed", "Accepted"].includes(frm.doc.status) || !frappe.model.can_write(frm.doctype)) return;
		if (frm.doc.status === "Proposed") {
			frm.add_custom_button(__("The Household Accepts"), () => answer(frm, { status: "Accepted" }));
		}
		frm.add_custom_button(__("The Household Declines"), () => decline(frm));
		frm.add_custom_button(__("Withdraw"), () => answer(frm, { status: "Withdrawn" }));
	},
});

// Who manages homes reads no referrals: the household is chosen where they stand by code.
function offer_households(frm) {
	if (frappe.model.can_read("Referral")) return;
	frm.set_df_property("referral", "read_only", 1);
	if (frm.doc.referral) return;
	frm.add_custom_button(__("Households for This Home"), () => {
		frappe.route_options = frm.doc.unit ? { unit: frm.doc.unit } : null;
		frappe.set_route("query-report", "Households for a Home");
	});
}

// What follows an accepted home: a place in a shared one, a sublease of any other.
async function offer_contract(frm) {
	const { referral, unit } = frm.doc;
	const home = (await frappe.db.get_value("Housing Unit", unit, "is_shared")).message || {};
	if (home.is_shared) {
		if (!frappe.model.can_create("Hospitality Agreement")) return;
		frm.add_custom_button(__("Write the Hospitality Agreement"), () =>
			frappe.new_doc("Hospitality Agreement", { referral, unit })
		);
		return;
	}
	if (!frappe.model.can_create("Sublease") || !frappe.model.can_read("Head Lease")) return;
	const running = { unit, workflow_state: ["in", ["Signed", "Running", "Extended"]] };
	const lease = (await frappe.db.get_value("Head Lease", running, "name")).message || {};
	if (lease.name) {
		frm.add_custom_button(__("Write the Sublease"), () => frappe.new_doc("Sublease", { referral, head_lease: lease.name }));
	} else if (frappe.model.can_create("Head Lease")) {
		frm.add_custom_button(__("Write the Head Lease"), () => frappe.new_doc("Head Lease", { unit }));
	}
}

function answer(frm, values) {
	return Promise.resolve(frm.set_value(values)).then(() => frm.save());
}

function decline(frm) {
	const field = frm.fields_dict.decline_reason.df;
	frappe.prompt(
		[{ fieldname: "decline_reason", fieldtype: "Select", label: __(field.label), options: field.options, reqd: 1 }],
		(values) => answer(frm, { status: "Declined", ...values }),
		__("The Household Declines")
	);
}
