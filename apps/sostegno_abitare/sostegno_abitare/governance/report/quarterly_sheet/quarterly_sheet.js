frappe.query_reports["Quarterly Sheet"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "period_from", label: __("Quarter From"), fieldtype: "Date", description: __("Empty: the quarter before today") },
		{ fieldname: "period_to", label: __("Quarter To"), fieldtype: "Date" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "met" || !data || !data.met) return shown;
		return `<span class="indicator-pill ${data.met === __("Yes") ? "green" : "red"}">${shown}</span>`;
	},
};
