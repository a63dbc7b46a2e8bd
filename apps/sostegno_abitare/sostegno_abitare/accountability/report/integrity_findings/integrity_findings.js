frappe.query_reports["Integrity Findings"] = {
	filters: [
		{ fieldname: "integrity_check", label: __("Integrity Check"), fieldtype: "Link", options: "Integrity Check" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
	onload(report) {
		report.page.add_inner_button(__("Check Now"), () =>
			frappe
				.xcall("frappe.client.insert", { doc: { doctype: "Integrity Check" } })
				.then((doc) => frappe.set_route("Form", "Integrity Check", doc.name))
		);
	},
};
