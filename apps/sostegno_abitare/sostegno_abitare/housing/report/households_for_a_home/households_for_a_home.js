frappe.query_reports["Households for a Home"] = {
	filters: [
		{ fieldname: "unit", label: __("Housing Unit"), fieldtype: "Link", options: "Housing Unit", reqd: 1 },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "with_unfit", label: __("With Households That Do Not Fit"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		if (column.fieldname === "entry" && data && !data.indent && frappe.model.can_read("Referral")) {
			return `<a href="/app/referral/${encodeURIComponent(data.propose)}">${frappe.utils.escape_html(value)}</a>`;
		}
		if (column.fieldname !== "propose" || !value) return default_formatter(value, row, column, data);
		if (!data || !frappe.model.can_create("Housing Proposal")) return "";
		const query = new URLSearchParams({ referral: value, unit: data.unit });
		return `<a href="/app/housing-proposal/new?${query}">${__("Propose")}</a>`;
	},
	tree: true,
	name_field: "row",
	parent_field: "parent_row",
	initial_depth: 1,
};
