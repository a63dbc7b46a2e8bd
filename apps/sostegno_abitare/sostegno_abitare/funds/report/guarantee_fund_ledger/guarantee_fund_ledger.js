frappe.query_reports["Guarantee Fund Ledger"] = {
	filters: [
		{ fieldname: "fund", label: __("Guarantee Fund"), fieldtype: "Link", options: "Guarantee Fund" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{
			fieldname: "kind",
			label: __("Kind"),
			fieldtype: "Select",
			options: ["", "Allocation", "Commitment", "Release", "Disbursement", "Repayment", "Write-off", "Transfer"].map(
				(value) => ({ value, label: value && __(value) })
			),
		},
		{ fieldname: "case_code", label: __("Case Code"), fieldtype: "Data" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
};
