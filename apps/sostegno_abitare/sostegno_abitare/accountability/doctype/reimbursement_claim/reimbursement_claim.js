frappe.ui.form.on("Reimbursement Claim", {
	setup(frm) {
		frm.set_query("agreement", () => ({ filters: { status: "Active" } }));
		frm.set_query("action", () => ({ filters: { agreement: frm.doc.agreement || "" } }));
		frm.set_query("expense", "exclusions", () => ({
			filters: { agreement: frm.doc.agreement || "", docstatus: 1 },
		}));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		tell_state(frm);
		show_overview(frm);
		add_partner_buttons(frm);
		add_control_buttons(frm);
		add_paper_buttons(frm);
	},
});

const state_of = (frm) => frm.doc.workflow_state || "Draft";

function tell_state(frm) {
	if (["Queued", "Running"].includes(frm.doc.gathering)) {
		frm.set_intro(__("The vouchers are being gathered in the background: the progress is shown below."), "blue");
	} else if (["Queued", "Running"].includes(frm.doc.papers_state)) {
		frm.set_intro(__("The papers are being made in the background: the progress is shown below."), "blue");
	} else if (state_of(frm) === "Draft" && frm.doc.gathering !== "Done") {
		frm.set_intro(__("Gather the vouchers of the period: everything complete that no claim holds yet."), "blue");
	} else if (state_of(frm) === "Under Control" && frm.doc.open_count) {
		frm.set_intro(__("{0} of {1} lines are still to decide.", [frm.doc.open_count, frm.doc.line_count]), "orange");
	} else if (state_of(frm) === "Integration Requested") {
		frm.set_intro(__("Papers are asked for: answer line by line, or several at once, then hand in the integration."), "orange");
	} else if (state_of(frm) === "Draft" && frm.doc.incomplete_count) {
		frm.set_intro(__("{0} expenses of the period lack something and stay out.", [frm.doc.incomplete_count]), "orange");
	}
}

// Sums by budget row, and the first lines that wait: each number leads to its line.
function show_overview(frm) {
	if (!frm.doc.line_count) return frm.fields_dict.overview.$wrapper.html("");
	frm.call("overview").then((r) => {
		const { rows, open } = r.message;
		const said = (text) => frappe.utils.escape_html(String(text ?? ""));
		const number = (value) => `<td style="text-align: right">${said(format_currency(value))}</td>`;
		const sums = rows.map(
			(row) =>
				`<tr><td>${said(row.description || row.budget_row)}</td>${number(row.claimed)}${number(row.admitted)}${number(row.cut)}</tr>`
		);
		const heads = [__("Budget Row"), __("Claimed"), __("Admitted"), __("Cut")];
		let html = "";
		if (open.length && frm.doc.docstatus === 1) {
			const lines = open.map((row) => {
				const link = frappe.utils.get_form_link("Claim Line", row.name);
				const state = row.answer ? __("Answered") : __(row.decision);
				return (
					`<tr><td><a href="${said(link)}">${said(row.line_no)}</a></td><td>${said(row.supplier)}</td>` +
					`<td>${said(row.voucher_number)}</td><td>${said(row.voucher_date ? frappe.datetime.str_to_user(row.voucher_date) : "")}</td>` +
					`${number(row.claimed)}<td>${said(state)}</td></tr>`
				);
			});
			const shown = [__("No."), __("Supplier"), __("Voucher Number"), __("Voucher Date"), __("Claimed"), __("Decision")];
			html += `<h4>${said(__("Still to Decide"))}</h4>` + table(shown, lines, [4]);
			if (frm.doc.open_count > open.length) {
				html += `<p>${said(__("The first {0} of {1} are shown.", [open.length, frm.doc.open_count]))}</p>`;
			}
		}
		frm.fields_dict.overview.$wrapper.html(html + `<h4>${said(__("By Budget Row"))}</h4>` + table(heads, sums, [1, 2, 3]));
	});
}

function table(heads, rows, right) {
	const cells = heads.map(
		(head, at) => `<th style="text-align: ${right.includes(at) ? "right" : "left"}">${frappe.utils.escape_html(head)}</th>`
	);
	const body = `<thead><tr>${cells.join("")}</tr></thead><tbody>${rows.join("")}</tbody>`;
	// On a narrow screen the table is moved sideways, not the page.
	return `<div style="overflow-x: auto" tabindex="0" role="region" aria-label="${frappe.utils.escape_html(heads[0])}"><table class="table table-bordered">${body}</table></div>`;
}

function add_partner_buttons(frm) {
	const may = frappe.model.can_create("Reimbursement Claim");
	if (may && state_of(frm) === "Draft") {
		const label = frm.doc.gathering === "Done" ? __("Gather Again") : __("Gather Vouchers");
		frm.add_custom_button(label, () => frm.call("gather").then(() => frm.reload_doc()));
	}
	if (may && state_of(frm) === "Integration Requested") {
		frm.add_custom_button(__("Answer Several Lines"), () =>
			frappe.prompt(
				[
					{ fieldname: "lines", fieldtype: "Data", label: __("Lines"), description: __("As 3, 7, 12-40; empty: all that wait for an answer") },
					{ fieldname: "text", fieldtype: "Small Text", label: __("Answer"), reqd: 1, description: __("Attach the papers to this claim") },
				],
				(values) => frm.call("answer", values).then(() => frm.reload_doc()),
				__("Answer Several Lines"),
				__("Send the Answer")
			)
		);
	}
	if (frm.doc.line_count) {
		frm.add_custom_button(__("Lines"), () => frappe.set_route("List", "Claim Line", { claim: frm.doc.name }));
	}
	if (["Admitted", "Partly Admitted"].includes(state_of(frm)) && frm.doc.to_pay > 0 && frappe.model.can_create("Claim Payment")) {
		frm.add_custom_button(__("New Payment"), () =>
			frappe.new_doc("Claim Payment", { claim: frm.doc.name, amount: frm.doc.to_pay })
		);
	}
}

const LINES = () => ({
	fieldname: "lines",
	fieldtype: "Data",
	label: __("Lines"),
	description: __("As 3, 7, 12-40; empty: all that are still to decide"),
});

function add_control_buttons(frm) {
	if (state_of(frm) !== "Under Control" || !frappe.model.can_write("Claim Line")) return;
	const group = __("Decide");
	const decide = (title, fields, values) => () =>
		frappe.prompt(
			[LINES(), ...fields],
			(given) => frm.call("decide", { ...given, ...values(given) }).then(() => frm.reload_doc()),
			title,
			__("Decide")
		);
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
	const may_return = { fieldname: "may_return", fieldtype: "Check", label: __("May Be Claimed Again") };
	frm.add_custom_button(__("Line by Line"), () => open_next(frm), group);
	frm.add_custom_button(__("Admit"), decide(__("Admit"), [], () => ({ decision: "Admitted" })), group);
	frm.add_custom_button(
		__("Cut a Part"),
		decide(
			__("Cut a Part"),
			[
				{ fieldname: "cut", fieldtype: "Currency", label: __("Cut"), description: __("For one line") },
				{ fieldname: "percent", fieldtype: "Percent", label: __("Or in Percent of Each Line") },
				reason,
				may_return,
			],
			() => ({ decision: "Cut" })
		),
		group
	);
	frm.add_custom_button(__("Reject"), decide(__("Reject"), [reason, may_return], () => ({ decision: "Rejected" })), group);
	frm.add_custom_button(
		__("Ask for Papers"),
		decide(
			__("Ask for Papers"),
			[{ fieldname: "request", fieldtype: "Small Text", label: __("What Is Asked For"), reqd: 1 }],
			() => ({ decision: "Integration Requested" })
		),
		group
	);
}

function open_next(frm) {
	frappe.db
		.get_list("Claim Line", {
			fields: ["name"],
			filters: { claim: frm.doc.name, decision: ["in", ["Pending", "Integration Requested"]] },
			order_by: "line_no asc",
			limit: 1,
		})
		.then((found) => {
			if (found.length) frappe.set_route("Form", "Claim Line", found[0].name);
			else frappe.show_alert({ message: __("Every line is decided."), indicator: "green" });
		});
}

function add_paper_buttons(frm) {
	if (!frm.doc.line_count || !frm.has_perm("write")) return;
	const group = __("Papers");
	frm.add_custom_button(__("Make the Papers"), () => frm.call("make_papers").then(() => frm.reload_doc()), group);
	if (frm.doc.docstatus !== 1) return;
	frm.add_custom_button(
		__("Verify"),
		() =>
			frm.call("is_unchanged").then((r) =>
				frappe.msgprint({
					title: __("Verify"),
					message: r.message
						? __("The claim is what was submitted, to the last line.")
						: __("The claim is not what was submitted: something was changed behind it."),
					indicator: r.message ? "green" : "red",
				})
			),
		group
	);
}
