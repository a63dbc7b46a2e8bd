// What a contact is about, as the kind of the request that it opens.
const KIND_OF_TOPIC = {
	"Eviction or Arrears": "Eviction Prevention Notice",
	"Regional Notice": "Eviction Prevention Notice",
	"ERP Form": "ERP Form",
	"L. 431/1998 Advice": "L. 431/1998 Advice",
	"Rent Contribution": "Rent Contribution",
};

frappe.ui.form.on("Front Office Contact", {
	setup(frm) {
		frm.set_query("contact_point", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		show_links(frm);
		if (frm.is_new() || !frappe.model.can_create("Help Request")) return;
		frm.add_custom_button(__("Give an Appointment"), () =>
			frappe.new_doc("Front Office Appointment", { ...passed_on(frm), topic: frm.doc.topic })
		);
		frm.add_custom_button(__("Open a Request"), () =>
			frappe.new_doc("Help Request", {
				...passed_on(frm),
				kind: KIND_OF_TOPIC[frm.doc.topic] || "Other",
				need: frm.doc.request,
				privacy_notice_given: frm.doc.privacy_notice_given,
			})
		);
		if (frm.doc.outcome === "To Be Called Back" && !frm.doc.called_back_on) {
			frm.add_custom_button(__("Called Back Today"), () => {
				frm.set_value("called_back_on", frappe.datetime.get_today());
				frm.save();
			});
		}
	},
	outcome(frm) {
		if (frm.doc.outcome === "To Be Called Back" && !frm.doc.call_back_on) {
			frm.set_value("call_back_on", frappe.datetime.add_days(frappe.datetime.get_today(), 1));
		}
	},
});

function passed_on(frm) {
	const { contact_point, municipality, full_name, phone, email } = frm.doc;
	return { contact: frm.doc.name, contact_point, municipality, full_name, phone, email };
}

// Who may not read them cannot choose one either.
function show_links(frm) {
	frm.toggle_display("person", Boolean(frm.doc.person) || frappe.model.can_read("Person"));
}
