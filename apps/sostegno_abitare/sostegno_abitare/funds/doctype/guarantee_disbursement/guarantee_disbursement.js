frappe.ui.form.on("Guarantee Disbursement", {
	setup(frm) {
		frm.set_query("rent_guarantee", () => ({ filters: { workflow_state: "Given" } }));
		frm.set_query("property_owner", () => ({
			filters: frm.doc.agreement ? { agreement: frm.doc.agreement } : {},
		}));
	},
	refresh(frm) {
		frm.toggle_display("referral", Boolean(frm.doc.referral) || frappe.model.can_read("Referral"));
		follow_heading(frm);
		if (frm.is_new()) return;
		show_standing(frm);
		const made = ["Paid", "Repaying"].includes(frm.doc.workflow_state);
		if (!made || !frm.doc.repayable) return;
		for (const [label, doctype] of [
			["New Repayment", "Guarantee Repayment"],
			["Plan the Repayment", "Fund Repayment Plan"],
			["Write Off", "Fund Write-off"],
		]) {
			if (!frappe.model.can_create(doctype)) continue;
			frm.add_custom_button(__(label), () => frappe.new_doc(doctype, { disbursement: frm.doc.name }), __("Create"));
		}
	},
	heading: follow_heading,
	rent_guarantee: follow_heading,
});

// What months pay is their sum; what a guarantee says is not typed.
function follow_heading(frm) {
	const of_months = frm.doc.heading === "Rent" || (frm.doc.months || []).length > 0;
	const draft = (frm.doc.workflow_state || "Draft") === "Draft";
	frm.set_df_property("gross_amount", "read_only", of_months || !draft ? 1 : 0);
	for (const field of ["referral", "municipality", "property_owner"]) {
		frm.set_df_property(field, "read_only", frm.doc.rent_guarantee || !draft ? 1 : 0);
	}
	frm.set_df_property("repayable", "read_only", frm.doc.heading === "Temporary Support" || !draft ? 1 : 0);
}

function show_standing(frm) {
	frm.call("how_it_stands").then((r) => {
		const found = r.message;
		const money = (value) => format_currency(value);
		if (["Draft", "Checked", "Approved"].includes(frm.doc.workflow_state || "Draft")) {
			const text = __("The fund has {0} free beside what it keeps ready", [money(found.free)]);
			frm.set_intro(frappe.utils.escape_html(text), found.free > 0 ? "blue" : "orange");
			return;
		}
		if (!frm.doc.repayable || !["Paid", "Repaying", "Settled", "Written Off"].includes(frm.doc.workflow_state)) return;
		const parts = [__("{0} repaid", [money(found.repaid)]), __("{0} left to repay", [money(found.left)])];
		if (found.written_off) parts.push(__("{0} written off", [money(found.written_off)]));
		if (!found.plan && found.left) parts.push(__("no repayment plan yet"));
		frm.set_intro(frappe.utils.escape_html(parts.join(" · ")), found.left ? "orange" : "green");
	});
}
