frappe.query_reports["Claim Statement"] = {
	filters: [
		{
			fieldname: "by",
			label: __("By"),
			fieldtype: "Select",
			default: "Action",
			options: ["Action", "Cost Category", "Budget Row", "Municipality", "Month of Payment", "Claim"].map((value) => ({ value, label: __(value) })),
		},
		{ fieldname: "claim", label: __("Claim"), fieldtype: "Link", options: "Reimbursement Claim" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "cost_category", label: __("Category"), fieldtype: "Link", options: "Cost Category" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "from_date", label: __("Paid from"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Paid to"), fieldtype: "Date" },
	],
};
