frappe.query_reports["Help Requests"] = {
	filters: [
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: ["", "Eviction Prevention Notice", "ERP Form", "L. 431/1998 Advice", "Rent Contribution", "Other"] },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "contact_point", label: __("Contact Point"), fieldtype: "Link", options: "Contact Point" },
		{ fieldname: "regional_notice", label: __("Regional Notice"), fieldtype: "Link", options: "Regional Notice" },
		{ fieldname: "include_closed", label: __("Closed Ones Too"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (column.fieldname === "days_left" && data.days_left !== null && data.days_left !== undefined) {
			const colour = data.days_left < 15 ? "red" : data.days_left <= 30 ? "orange" : "green";
			return `<span class="indicator-pill ${colour}">${shown}</span>`;
		}
		return (data.late || []).includes(column.fieldname) ? `<span class="indicator-pill orange">${shown}</span>` : shown;
	},
};
