frappe.listview_settings["Budget Commitment"] = {
	add_fields: ["released_on", "until"],
	get_indicator(doc) {
		if (doc.docstatus === 2) return [__("Cancelled"), "red", "docstatus,=,2"];
		if (doc.docstatus === 0) return [__("Draft"), "gray", "docstatus,=,0"];
		if (doc.released_on) return [__("Freed"), "gray", "released_on,is,set"];
		if (doc.until && doc.until < frappe.datetime.get_today()) return [__("Past Its Day"), "orange", "until,<,Today"];
		return [__("Bound"), "green", "docstatus,=,1|released_on,is,not set"];
	},
};
