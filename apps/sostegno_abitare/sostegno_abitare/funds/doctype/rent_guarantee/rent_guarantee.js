frappe.ui.form.on("Rent Guarantee", {
	setup(frm) {
		frm.set_query("sublease", () => ({
			filters: { workflow_state: ["in", ["Signed", "Running", "Extended", "Ended"]] },
		}));
		frm.set_query("property_owner", () => ({
			filters: frm.doc.agreement ? { agreement: frm.doc.agreement } : {},
		}));
	},
	refresh(frm) {
		// Who reads no cases cannot choose one either: the sublease says it.
		frm.toggle_display("referral", Boolean(frm.doc.referral) || frappe.model.can_read("Referral"));
		if (frm.is_new() || !["Given", "Ended"].includes(frm.doc.workflow_state)) return;
		show_standing(frm);
		if (frm.doc.workflow_state !== "Given" || !frappe.model.can_create("Guarantee Disbursement")) return;
		frm.add_custom_button(__("New Disbursement"), () =>
			frappe.new_doc("Guarantee Disbursement", { rent_guarantee: frm.doc.name, heading: "Rent" })
		);
	},
});

function show_standing(frm) {
	frm.call("how_it_stands").then((r) => {
		const found = r.message;
		const money = (value) => format_currency(value);
		const parts = [
			__("{0} guaranteed", [money(found.amount)]),
			__("{0} asked for or paid", [money(found.spent)]),
			__("{0} months of rent", [found.months]),
			__("{0} kept ready", [money(found.left)]),
		];
		frm.set_intro(frappe.utils.escape_html(parts.join(" · ")), "blue");
	});
}
