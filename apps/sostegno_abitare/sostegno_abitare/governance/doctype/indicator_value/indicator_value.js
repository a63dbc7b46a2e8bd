frappe.ui.form.on("Indicator Value", {
	setup(frm) {
		frm.set_query("indicator", () => ({ filters: { enabled: 1, how: "By Hand" } }));
	},
});
