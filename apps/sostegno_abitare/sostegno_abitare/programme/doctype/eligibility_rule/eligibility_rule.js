frappe.ui.form.on("Eligibility Rule", {
	refresh(frm) {
		frappe.call({ method: "sostegno_abitare.programme.doctype.eligibility_rule.eligibility_rule.list_facts" }).then((r) => {
			const rows = (r.message || []).map((fact) => `<tr><td><code>${fact.name}</code></td><td>${fact.label}</td><td>${fact.kind}</td></tr>`);
			const head = `<tr><th>${__("Name")}</th><th>${__("Meaning")}</th><th>${__("Kind")}</th></tr>`;
			frm.set_df_property("facts_help", "options", `<table class="table table-bordered">${head}${rows.join("")}</table>`);
		});
	},
});
