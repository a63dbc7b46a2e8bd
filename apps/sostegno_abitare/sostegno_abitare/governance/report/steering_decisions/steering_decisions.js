frappe.query_reports["Steering Decisions"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{
			fieldname: "kind",
			label: __("Kind"),
			fieldtype: "Select",
			options: ["", "Guidance", "Reallocation of Services", "Reallocation of Resources", "Approval", "Request"].map((value) => ({ value, label: value && __(value) })),
		},
		{ fieldname: "only_open", label: __("Open Only"), fieldtype: "Check" },
	],
};
