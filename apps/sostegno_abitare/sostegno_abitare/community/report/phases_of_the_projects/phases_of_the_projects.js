frappe.query_reports["Phases of the Projects"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "Innovative Housing Project" },
		choice("kind", __("Kind"), ["Co-housing", "Social Condominium", "Supervised Cohabitation", "Other"]),
		choice("status", __("Status"), ["Idea", "Feasibility", "Approved", "Under Way", "Completed", "Abandoned"]),
		{ fieldname: "only_late", label: __("Late Only"), fieldtype: "Check" },
	],
};

function choice(fieldname, label, values) {
	return { fieldname, label, fieldtype: "Select", options: ["", ...values].map((value) => ({ value, label: value && __(value) })) };
}
