frappe.ui.form.on("Group Activity", {
	setup(frm) {
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("unit", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("referral", "attendees", () => ({
			filters: [["agreement", "=", frm.doc.agreement || ""], ["workflow_state", "not in", ["Draft", "Closed"]]],
		}));
	},
	refresh(frm) {
		if (frm.is_new() && !frm.doc.agreement) propose_agreement(frm);
		offer_guests(frm);
	},
	agreement(frm) {
		frm.set_value({ action: null, unit: null });
	},
	unit(frm) {
		offer_guests(frm);
	},
});

function propose_agreement(frm) {
	frappe.call({ method: "sostegno_abitare.intake.defaults.own_agreements" }).then((r) => {
		const own = r.message || [];
		if (own.length === 1) frm.set_value("agreement", own[0]);
	});
}

function offer_guests(frm) {
	frm.remove_custom_button(__("Add the Guests"));
	if (frm.doc.docstatus !== 0 || !frm.doc.unit) return;
	frm.add_custom_button(__("Add the Guests"), () => {
		frm.call("fetch_guests").then(() => frm.refresh_field("attendees"));
	});
}
