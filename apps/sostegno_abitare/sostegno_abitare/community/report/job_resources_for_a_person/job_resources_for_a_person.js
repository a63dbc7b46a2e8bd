frappe.query_reports["Job Resources for a Person"] = {
	filters: [
		{ fieldname: "plan", label: __("Work Inclusion Plan"), fieldtype: "Link", options: "Work Inclusion Plan", description: __("Or, without a plan, what follows") },
		{ fieldname: "age", label: __("Age"), fieldtype: "Int" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "skills", label: __("Skills"), fieldtype: "Data" },
		{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: ["", "Job Offer", "Traineeship", "Training Course", "Job Service", "Company at the Table"] },
		{ fieldname: "include_unfit", label: __("Also Those That Do Not Fit"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "fits_text" || !data || data.fits === undefined) return shown;
		return `<span class="indicator-pill ${data.fits ? "green" : "gray"}">${shown}</span>`;
	},
};
