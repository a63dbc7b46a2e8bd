frappe.query_reports["Events and Attendance"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		choice("kind", __("Kind"), ["Participatory Meeting", "Thematic Meeting", "Training for Beneficiaries", "Training for Staff", "Information Campaign"]),
		choice("status", __("Status"), ["Planned", "Took Place", "Cancelled"]),
		choice("audience", __("Audience"), ["Beneficiaries", "Citizens", "Owners", "Tenants", "Associations", "Trade Unions", "Municipal Staff", "Service Staff", "Volunteers", "Other"]),
	],
};

function choice(fieldname, label, values) {
	return { fieldname, label, fieldtype: "Select", options: ["", ...values].map((value) => ({ value, label: value && __(value) })) };
}
