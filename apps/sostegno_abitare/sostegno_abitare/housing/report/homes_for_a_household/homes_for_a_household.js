frappe.query_reports["Homes for a Household"] = {
	filters: [
		{ fieldname: "household", label: __("Household"), fieldtype: "Link", options: "Household", reqd: 1 },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "typology",
			label: __("Unit Type"),
			fieldtype: "Select",
			options: ["", "Studio", "Two-Room Flat", "Three-Room Flat", "Four-Room Flat or Larger", "Room"].map((value) => ({
				value,
				label: value && __(value),
			})),
		},
		{ fieldname: "coming", label: __("With Homes Not Ready Yet"), fieldtype: "Check" },
		{ fieldname: "with_unfit", label: __("With Homes That Do Not Fit"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		if (column.fieldname === "entry" && data && !data.indent) {
			return `<a href="/app/housing-unit/${encodeURIComponent(data.unit)}">${frappe.utils.escape_html(value)}</a>`;
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
