frappe.query_reports["Scouting Pipeline"] = {
	filters: [
		{ fieldname: "agreement", label: __("Agreement"), fieldtype: "Link", options: "Service Agreement" },
		{ fieldname: "action", label: __("Action"), fieldtype: "Link", options: "Agreement Action" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "typology",
			label: __("Unit Type"),
			fieldtype: "Select",
			options: ["", "Studio", "Two-Room Flat", "Three-Room Flat", "Four-Room Flat or Larger", "Room"].map((value) => ({
				value,
				label: value && __(value),
			})),
		},
		{ fieldname: "with_closed", label: __("With Agreed and Dropped Ones"), fieldtype: "Check" },
	],
};
