frappe.query_reports["Front Office Contacts"] = {
	filters: [
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "contact_point", label: __("Contact Point"), fieldtype: "Link", options: "Contact Point" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "channel", label: __("Channel"), fieldtype: "Select", options: ["", "At the Desk", "Phone", "On Call in the Municipality", "E-mail or Message", "At Home"] },
		{ fieldname: "topic", label: __("Topic"), fieldtype: "Select", options: ["", "Housing Search", "Eviction or Arrears", "Regional Notice", "ERP Form", "L. 431/1998 Advice", "Rent Contribution", "Utilities and Condominium", "Work and Training", "Housing Problems", "Guidance to Services", "Other"] },
		{ fieldname: "outcome", label: __("Outcome"), fieldtype: "Select", options: ["", "Information Given", "Appointment Given", "Request Opened", "Sent to Social Service", "Sent to Another Service", "To Be Called Back", "Nothing to Be Done"] },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "call_back_on" || !data || !data.late) return shown;
		return `<span class="indicator-pill red">${shown}</span>`;
	},
};
