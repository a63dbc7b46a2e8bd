frappe.query_reports["Steering Meetings Due"] = {
	filters: [{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" }],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "days_left" || !data || data.days_left === undefined) return shown;
		const colour = data.days_left < 0 ? "red" : data.days_left <= 30 ? "orange" : "green";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};
