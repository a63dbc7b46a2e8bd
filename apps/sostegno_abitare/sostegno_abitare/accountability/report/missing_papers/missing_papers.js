frappe.query_reports["Missing Papers"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "days" || !data) return shown;
		const colour = data.days > 90 ? "red" : data.days > 30 ? "orange" : "gray";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};
