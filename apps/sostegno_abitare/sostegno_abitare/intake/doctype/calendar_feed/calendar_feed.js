frappe.ui.form.on("Calendar Feed", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.user !== frappe.session.user) return;
		frm.add_custom_button(__("New Address"), () => {
			frappe.confirm(__("The address is shown once, and a former one ends. Make a new address?"), () => make_address(frm));
		});
	},
});

function make_address(frm) {
	frappe.call({ method: "sostegno_abitare.calendar.feed.new_address", args: { feed: frm.doc.name } }).then((r) => {
		frm.reload_doc();
		const address = window.location.origin + r.message;
		frappe.msgprint({
			title: __("Address of Your Calendar"),
			message: `${__("Copy it into your calendar now: it is not shown again. Who knows it reads your deadlines, so keep it to yourself.")}<br><br><code>${frappe.utils.escape_html(address)}</code>`,
		});
	});
}
