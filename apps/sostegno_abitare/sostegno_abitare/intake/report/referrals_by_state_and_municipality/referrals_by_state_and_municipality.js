frappe.query_reports["Referrals by State and Municipality"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "from_date", label: __("Referred From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Referred Until"), fieldtype: "Date" },
	],
	tree: true,
	name_field: "row",
	parent_field: "parent_row",
	initial_depth: 1,
};
