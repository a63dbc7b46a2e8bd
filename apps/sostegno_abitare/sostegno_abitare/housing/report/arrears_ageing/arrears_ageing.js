frappe.query_reports["Arrears Ageing"] = {
	filters: [
		{
			fieldname: "side",
			label: __("Side"),
			fieldtype: "Select",
			options: ["Receivable", "Payable"].map((value) => ({ value, label: __(value) })),
			default: "Receivable",
		},
		{ fieldname: "as_of", label: __("As Of"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "bounds", label: __("Days"), fieldtype: "Data", default: "30, 60, 90", description: __("Ends of the ages, in days") },
		{ fieldname: "only_overdue", label: __("Only Overdue"), fieldtype: "Check", default: 1 },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "days" || !data || !data.days) return shown;
		const colour = data.days > 60 ? "red" : data.days > 30 ? "orange" : "yellow";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};
