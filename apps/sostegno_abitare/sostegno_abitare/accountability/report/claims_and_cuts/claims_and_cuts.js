frappe.query_reports["Claims and Cuts"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "from_date", label: __("Period from"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Period to"), fieldtype: "Date" },
		{ fieldname: "by_reason", label: __("By Reason of the Cut"), fieldtype: "Check" },
	],
};
