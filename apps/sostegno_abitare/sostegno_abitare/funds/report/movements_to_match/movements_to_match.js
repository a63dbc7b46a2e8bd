frappe.query_reports["Movements to Match"] = {
	filters: [
		{ fieldname: "account", label: __("Dedicated Account"), fieldtype: "Link", options: "Dedicated Account" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{
			fieldname: "certainty",
			label: __("Certainty"),
			fieldtype: "Select",
			options: ["", "Certain", "Probable"].map((value) => ({ value, label: value ? __(value) : "" })),
		},
	],
	onload(report) {
		if (!frappe.model.can_write("Bank Movement")) return;
		const path = "sostegno_abitare.funds.report.movements_to_match.movements_to_match";
		report.page.add_inner_button(__("Confirm the Certain Ones"), () =>
			frappe.confirm(__("All movements that are certain are registered. Go on?"), async () => {
				const { message } = await frappe.call(`${path}.confirm_certain`, { filters: report.get_values() });
				const lines = [
					__("{0} movements confirmed.", [message.done]),
					...(message.left ? [__("{0} more wait: confirm again.", [message.left])] : []),
					...message.failures.map((line) => frappe.utils.escape_html(line)),
				];
				frappe.msgprint(lines.join("<br>"));
				report.refresh();
			})
		);
		report.page.add_inner_button(__("Propose Anew"), async () => {
			await frappe.call(`${path}.look_again`, { filters: report.get_values() });
			report.refresh();
		});
	},
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "certainty" || !data || !value) return shown;
		return `<span class="indicator-pill ${value === __("Certain") ? "green" : "orange"}">${shown}</span>`;
	},
};
