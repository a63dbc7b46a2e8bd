frappe.query_reports["Fund Repayments Due"] = {
	filters: [
		{ fieldname: "as_of", label: __("As Of"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "state",
			label: __("State"),
			fieldtype: "Select",
			options: ["", "Kept", "Late", "Broken", "Completed"].map((value) => ({ value, label: value && __(value) })),
		},
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "shown_state" || !data || !data.state) return shown;
		const colour = { Kept: "green", Late: "orange", Broken: "red", Completed: "blue" }[data.state];
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};
