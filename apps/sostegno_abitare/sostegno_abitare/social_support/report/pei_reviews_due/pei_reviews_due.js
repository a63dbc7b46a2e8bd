frappe.query_reports["PEI Reviews Due"] = {
	filters: [
		{ fieldname: "within_days", label: __("Within Days"), fieldtype: "Int", default: 90, description: __("Empty: however far") },
		{ fieldname: "overdue", label: __("Overdue Only"), fieldtype: "Check" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "case_manager", label: __("Case Manager"), fieldtype: "Link", options: "User" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname === "used_share" && data && data.used_share > 100) return `<span class="indicator-pill red">${shown}</span>`;
		if (column.fieldname !== "days_left" || !data || data.days_left === undefined) return shown;
		const colour = data.days_left < 0 ? "red" : data.days_left <= 30 ? "orange" : "green";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};
