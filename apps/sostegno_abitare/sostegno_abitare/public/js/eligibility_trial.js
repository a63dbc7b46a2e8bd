for (const doctype of ["Eligibility Rule", "Threshold"]) {
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			if (!frappe.model.can_write(doctype)) return;
			frm.add_custom_button(__("Try on a Case"), () => eligibility_trial.ask(frm));
			frm.add_custom_button(__("Open Cases That Would Change"), () => eligibility_trial.open_cases(frm));
		},
	});
}

const eligibility_trial = {
	method: "sostegno_abitare.administration.trial",

	ask(frm) {
		const field = { fieldname: "referral", fieldtype: "Link", options: "Referral", label: __("Referral"), reqd: 1 };
		if (frm.doc.action) field.get_query = () => ({ filters: { action: frm.doc.action } });
		frappe.prompt([field], (values) => this.on_case(frm, values.referral), __("Try on a Case"), __("Try"));
	},

	on_case(frm, referral) {
		frappe
			.call({ method: `${this.method}.on_case`, args: { doc: JSON.stringify(frm.doc), referral } })
			.then((r) => this.show(__("Try on a Case"), this.case_page(r.message)));
	},

	open_cases(frm) {
		frappe
			.call({ method: `${this.method}.open_cases`, args: { doc: JSON.stringify(frm.doc) } })
			.then((r) => this.show(__("Open Cases That Would Change"), this.cases_page(r.message)));
	},

	case_page(found) {
		const verdicts = [
			[__("Verdict of the Case"), __(found.stored || "")],
			[__("With What Is Saved"), __(found.before)],
			[__("With What Is on the Form"), `<b>${__(found.after)}</b>`],
		];
		const checks = found.checks.map((row) => [
			this.text(row.title),
			__(row.before) || "–",
			`<b>${__(row.after) || "–"}</b>`,
			this.text(row.message),
		]);
		const facts = found.facts.map((row) => [this.text(row.label), this.text(row.value)]);
		return [
			`<p><b>${this.text(found.referral)}</b> ${this.text(found.title || "")} (${this.text(found.day)})</p>`,
			...found.notes.map((note) => `<p>${this.text(note)}</p>`),
			this.table([__("Verdict"), ""], verdicts),
			checks.length ? this.table([__("Rule"), __("Saved"), __("On the Form"), __("Message")], checks) : "",
			facts.length ? this.table([__("Fact"), __("Value")], facts) : "",
			`<p>${__("Nothing was saved.")}</p>`,
		].join("");
	},

	cases_page(found) {
		const rows = found.changed.map((row) => [
			`<a href="/app/referral/${encodeURIComponent(row.referral)}">${this.text(row.title || row.referral)}</a>`,
			this.text(row.day),
			__(row.before),
			`<b>${__(row.after)}</b>`,
		]);
		const said = __("{0} of {1} open cases would change.", [found.changed.length, found.looked_at]);
		const more = found.more ? ` ${__("Only the newest were looked at.")}` : "";
		const head = [__("Referral"), __("Date"), __("Saved"), __("On the Form")];
		return `<p>${said}${more}</p>${rows.length ? this.table(head, rows) : ""}<p>${__("Nothing was saved.")}</p>`;
	},

	table(head, rows) {
		const cells = (tag, row) => row.map((cell) => `<${tag}>${cell}</${tag}>`).join("");
		const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("");
		return `<table class="table table-bordered"><thead><tr>${cells("th", head)}</tr></thead><tbody>${body}</tbody></table>`;
	},

	text: (value) => frappe.utils.escape_html(String(value ?? "")),

	show: (title, message) => frappe.msgprint({ title, message, wide: true }),
};
