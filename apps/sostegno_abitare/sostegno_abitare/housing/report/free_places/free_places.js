frappe.query_reports["Free Places"] = {
	filters: [
		{ fieldname: "on_date", label: __("On"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "only_free", label: __("Free Ones Only"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "free" || !data || data.free === undefined) return shown;
		return `<span class="indicator-pill ${data.free > 0 ? "green" : "red"}">${shown}</span>`;
	},
};
