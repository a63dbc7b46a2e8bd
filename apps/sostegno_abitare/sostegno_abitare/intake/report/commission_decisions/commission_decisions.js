frappe.query_reports["Commission Decisions"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "kind",
			label: __("Decision"),
			fieldtype: "Select",
			options: ["", "Placement", "PEI Validation", "PEI Extension", "Stay Extension", "Early Discharge"].map((value) => ({ value, label: value && __(value) })),
		},
		{
			fieldname: "outcome",
			label: __("Outcome"),
			fieldtype: "Select",
			options: ["", "Accepted", "Waiting", "Refused", "Validated", "Rejected", "Deferred"].map((value) => ({ value, label: value && __(value) })),
		},
		{ fieldname: "only_overrides", label: __("Overrides Only"), fieldtype: "Check" },
	],
};
