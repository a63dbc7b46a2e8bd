{
	const select = (fieldname, label, values) => {
		const options = ["", ...values].map((value) => ({ value, label: value && __(value) }));
		return { fieldname, label, fieldtype: "Select", options };
	};

	frappe.query_reports["Housing Units"] = {
		filters: [
			{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
			{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
			{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
			select("typology", __("Unit Type"), ["Studio", "Two-Room Flat", "Three-Room Flat", "Four-Room Flat or Larger", "Room"]),
			select("workflow_state", __("State"), [
				"Scouted",
				"Agreed",
				"Available",
				"Reserved",
				"Occupied",
				"Void",
				"Under Works",
				"Released",
			]),
			select("occupancy_title", __("Held As"), ["Ownership", "Free Loan", "Head Lease", "Managed"]),
			{ fieldname: "with_released", label: __("With Released Ones"), fieldtype: "Check" },
		],
	};
}
