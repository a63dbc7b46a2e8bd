frappe.query_reports["Rent Roll"] = {
	filters: [
		{ fieldname: "month", label: __("Month"), fieldtype: "Date", default: frappe.datetime.get_today(), description: __("Any day of the month") },
		{ fieldname: "as_of", label: __("Arrears As Of"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!["margin", "arrears", "owed"].includes(column.fieldname) || !data || !data.unit) return shown;
		const amount = data[column.fieldname];
		const bad = column.fieldname === "margin" ? amount < 0 : amount > 0;
		return bad ? `<span style="color: var(--red-600)">${shown}</span>` : shown;
	},
};
