frappe.query_reports["Expense Register"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "cost_category", label: __("Cost Category"), fieldtype: "Link", options: "Cost Category" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{
			fieldname: "workflow_state",
			label: __("State"),
			fieldtype: "Select",
			options: ["", "Draft", "Allocated", "Complete", "Claimed", "Settled"].map((value) => ({ value, label: __(value) })),
		},
		{ fieldname: "only_incomplete", label: __("Only with Something Missing"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "completeness" || !data || !data.expense) return shown;
		return `<span class="indicator-pill ${data.missing_count ? "orange" : "green"}">${shown}</span>`;
	},
};
