frappe.ui.form.on("Programme Indicator", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("report", () => ({ filters: { report_type: "Script Report", disabled: 0 } }));
		frm.set_query("count_doctype", () => ({
			query: "sostegno_abitare.governance.doctype.programme_indicator.programme_indicator.documents_to_measure",
		}));
	},
	refresh(frm) {
		if (frm.is_new() || !frm.perm[0]?.write) return;
		if (frm.doc.how === "By Hand") {
			frm.add_custom_button(__("Write a Value"), () => frappe.new_doc("Indicator Value", { indicator: frm.doc.name }));
			return;
		}
		frm.add_custom_button(__("Measure"), () => {
			const ask = { fieldname: "day", fieldtype: "Date", label: __("A Day of the Quarter"), reqd: 1, default: frappe.datetime.get_today() };
			frappe.prompt([ask], ({ day }) => frm.call("measure", { day }).then((r) => frappe.set_route("Form", "Indicator Value", r.message)), __("Measure"));
		});
	},
});
