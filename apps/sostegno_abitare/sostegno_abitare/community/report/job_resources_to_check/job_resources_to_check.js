frappe.query_reports["Job Resources to Check"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: ["", "Job Offer", "Traineeship", "Training Course", "Job Service", "Company at the Table"] },
		{ fieldname: "organisation", label: __("Organisation"), fieldtype: "Link", options: "Network Organisation" },
	],
};
