frappe.listview_settings["Expense"] = {
	add_fields: ["workflow_state", "next_step", "missing_count"],
	onload(listview) {
		if (!frappe.model.can_create("Expense")) return;
		listview.page.add_inner_button(__("Read Electronic Invoices"), () => choose_agreement(listview));
	},
};

// Who works on several agreements says which one; an invoice that names CUP or CIG says so itself.
function choose_agreement(listview) {
	frappe.db.get_list("Service Agreement", { fields: ["name"], limit: 2 }).then((found) => {
		if (found.length < 2) {
			choose_files(listview, null);
			return;
		}
		frappe.prompt(
			[
				{
					fieldname: "agreement",
					fieldtype: "Link",
					options: "Service Agreement",
					label: __("Agreement"),
					description: __("Empty: the one whose CUP or CIG the invoice names"),
				},
			],
			(values) => choose_files(listview, values.agreement || null),
			__("Read Electronic Invoices"),
			__("Choose the Files")
		);
	});
}

// Files are sent one after the other and read as they arrive; what became of them is told once all were read.
function choose_files(listview, agreement) {
	const results = [];
	let waiting = 0;
	let reading = Promise.resolve();
	let finished = null;
	const finish = () => {
		if (!waiting && results.length) tell(listview, results.splice(0));
	};
	new frappe.ui.FileUploader({
		allow_multiple: true,
		make_attachments_public: false,
		disable_file_browser: true,
		dialog_title: __("Read Electronic Invoices"),
		restrictions: { allowed_file_types: [".xml", ".p7m"] },
		on_success(file) {
			waiting += 1;
			clearTimeout(finished);
			reading = reading
				.then(() =>
					frappe.call({
						method: "sostegno_abitare.accountability.invoices.read_files",
						args: { files: [file.name], agreement },
					})
				)
				.then((r) => results.push(...r.message))
				.catch(() => null)
				.then(() => {
					waiting -= 1;
					finished = setTimeout(finish, 600);
				});
		},
	});
}

function tell(listview, results) {
	listview.refresh();
	const read = results.flatMap((result) => result.expenses);
	const refused = results.filter((result) => result.error);
	if (read.length === 1 && !refused.length) {
		frappe.show_alert({ message: __("Invoice read: say which budget row bears it"), indicator: "green" });
		frappe.set_route("Form", "Expense", read[0].name);
		return;
	}
	const text = (value) => frappe.utils.escape_html(String(value || ""));
	const lines = read.map(
		(each) =>
			`<li><a href="${frappe.utils.get_form_link("Expense", each.name)}">${text(each.supplier)} ${text(
				each.number
			)}</a>: ${format_currency(each.total)}</li>`
	);
	const problems = refused.map((each) => `<li><b>${text(each.file_name)}</b>: ${text(each.error)}</li>`);
	const parts = [];
	if (lines.length) parts.push(`<p>${__("Draft expenses made: {0}", [lines.length])}</p><ul>${lines.join("")}</ul>`);
	if (problems.length) parts.push(`<p>${__("Files not read: {0}", [problems.length])}</p><ul>${problems.join("")}</ul>`);
	frappe.msgprint({
		title: __("Electronic Invoices"),
		message: parts.join(""),
		indicator: problems.length ? "orange" : "green",
	});
}
