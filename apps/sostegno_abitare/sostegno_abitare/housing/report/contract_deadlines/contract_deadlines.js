frappe.query_reports["Contract Deadlines"] = {
	filters: [
		{ fieldname: "within_days", label: __("Within Days"), fieldtype: "Int", default: 365, description: __("Empty: however far") },
		{ fieldname: "include_past", label: __("Past Dates Too"), fieldtype: "Check", default: 1 },
		{ fieldname: "kind", label: __("Deadline"), fieldtype: "Select", options: ["", "Lease Registration", "Notice to Be Given", "End of the Contract"] },
		{ fieldname: "contract_type", label: __("Contract Type"), fieldtype: "Select", options: ["", "Head Lease", "Sublease"] },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "days_left" || !data || data.days_left === undefined) return shown;
		const colour = data.days_left < 0 ? "red" : data.days_left <= 30 ? "orange" : "green";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};
