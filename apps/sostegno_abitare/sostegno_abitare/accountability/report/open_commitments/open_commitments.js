frappe.query_reports["Open Commitments"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "budget_row", label: __("Budget Row"), fieldtype: "Link", options: "Budget Row" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "share",
			label: __("Paid By"),
			fieldtype: "Select",
			options: ["", "Public", "Partner Cash", "Third Party"].map((value) => ({ value, label: value && __(value) })),
		},
		{ fieldname: "with_closed", label: __("With Closed Ones"), fieldtype: "Check" },
	],
};
