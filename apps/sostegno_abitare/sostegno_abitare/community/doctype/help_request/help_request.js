frappe.ui.form.on("Help Request", {
	setup(frm) {
		frm.set_query("contact_point", () => ({ filters: { disabled: 0 } }));
		frm.set_query("sublease", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
	},
	refresh(frm) {
		show_links(frm);
		show_deadline(frm);
		if (frm.is_new() || ["Solved", "Not Solved"].includes(frm.doc.workflow_state)) return;
		if (!frappe.model.can_create("Front Office Appointment")) return;
		frm.add_custom_button(__("Give an Appointment"), () => {
			const { contact_point, municipality, full_name, phone, email, contact } = frm.doc;
			frappe.new_doc("Front Office Appointment", {
				help_request: frm.doc.name,
				contact_point,
				municipality,
				full_name,
				phone,
				email,
				contact,
			});
		});
	},
});

// How long until the eviction is carried out, while the request runs.
function show_deadline(frm) {
	frm.dashboard.clear_headline();
	if (!frm.doc.execution_date || ["Solved", "Not Solved"].includes(frm.doc.workflow_state)) return;
	const days = frappe.datetime.get_day_diff(frm.doc.execution_date, frappe.datetime.get_today());
	frm.dashboard.set_headline(
		days < 0 ? __("The execution date has passed") : __("{0} days to the execution of the eviction", [days])
	);
}

// Who may not read them cannot choose one either.
function show_links(frm) {
	frm.toggle_display("person", Boolean(frm.doc.person) || frappe.model.can_read("Person"));
	frm.toggle_display("sublease", Boolean(frm.doc.sublease) || frappe.model.can_read("Sublease"));
}
