frappe.query_reports["Eviction Deadlines"] = {
	filters: [
		{ fieldname: "within_days", label: __("Within Days"), fieldtype: "Int", default: 90, description: __("Empty: however far") },
		{ fieldname: "include_past", label: __("Past Dates Too"), fieldtype: "Check", default: 1 },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "days_left" || !data) return shown;
		const colour = data.days_left < 0 ? "orange" : data.days_left <= 30 ? "red" : "green";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};
