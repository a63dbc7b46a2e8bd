frappe.query_reports["Published Contributions"] = {
	filters: [
		{
			fieldname: "year",
			label: __("Year"),
			fieldtype: "Data",
			default: frappe.datetime.get_today().slice(0, 4),
		},
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
};
