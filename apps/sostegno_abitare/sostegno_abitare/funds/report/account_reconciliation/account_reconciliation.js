frappe.query_reports["Account Reconciliation"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "purpose",
			label: __("Purpose"),
			fieldtype: "Select",
			options: ["", "Guarantee Fund", "Service", "Rents", "Other"].map((value) => ({ value, label: value ? __(value) : "" })),
		},
		{ fieldname: "only_off", label: __("Only Those That Do Not Agree"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!["off", "apart"].includes(column.fieldname) || !data || !data[column.fieldname]) return shown;
		return `<span class="indicator-pill red">${shown}</span>`;
	},
};
