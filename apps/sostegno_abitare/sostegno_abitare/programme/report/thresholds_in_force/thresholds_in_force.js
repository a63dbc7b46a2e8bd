frappe.query_reports["Thresholds in Force"] = {
	filters: [{ fieldname: "on_date", label: __("On"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 }],
};
