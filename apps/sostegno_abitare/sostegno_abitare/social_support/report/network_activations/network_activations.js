frappe.query_reports["Network Activations"] = {
	filters: [
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "organisation", label: __("Organisation"), fieldtype: "Link", options: "Network Organisation" },
		{ fieldname: "result", label: __("Result"), fieldtype: "Select", options: ["", "Pending", "Given", "Partly Given", "Refused"] },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "days" || !data || !data.late) return shown;
		return `<span class="indicator-pill orange">${shown}</span>`;
	},
};
