frappe.query_reports["Volunteer Hours Done"] = {
	filters: [
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "group_by", label: __("Gather By"), fieldtype: "Select", options: ["Volunteer", "Action", "Budget Row", "Municipality", "Month"], default: "Volunteer" },
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "volunteer", label: __("Volunteer"), fieldtype: "Link", options: "Registered Volunteer" },
		{ fieldname: "workflow_state", label: __("Status"), fieldtype: "Select", options: ["", "Entered", "Confirmed", "Valued", "Reported"] },
	],
	onload(report) {
		const may = (...roles) => roles.some((role) => frappe.user_roles.includes(role));
		const act = (method, question) => () =>
			frappe.confirm(question, () =>
				frappe
					.call({ method: `sostegno_abitare.accountability.volunteering.${method}`, args: { filters: JSON.stringify(report.get_values()) } })
					.then((r) => {
						volunteer_hours_done.tell(r.message);
						report.refresh();
					})
			);
		if (may("Volunteer Coordinator", "Coordinator")) {
			report.page.add_inner_button(__("Confirm the Hours Entered"), act("confirm", __("Confirm every entry that the filters choose?")));
		}
		if (may("Volunteer Coordinator", "Coordinator", "Finance Officer")) {
			report.page.add_inner_button(__("Value the Hours Confirmed"), act("give_value", __("Give its value to every confirmed entry that the filters choose?")));
		}
	},
};

const volunteer_hours_done = {
	tell(found) {
		const refused = found.refused.map((row) => `<li><b>${frappe.utils.escape_html(row.title)}</b>: ${row.reason}</li>`);
		frappe.msgprint({
			title: __("Volunteer Hours"),
			indicator: refused.length ? "orange" : "green",
			message: [
				`<p>${__("Done: {0}", [found.done])}</p>`,
				refused.length ? `<p>${__("Left as they were:")}</p><ul>${refused.join("")}</ul>` : "",
				found.left ? `<p>${__("{0} more are left: go on", [found.left])}</p>` : "",
			].join(""),
		});
	},
};
