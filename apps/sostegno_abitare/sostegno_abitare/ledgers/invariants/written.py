"""What must hold of whatever was written: chains, reversals, sources, whole cents (invariants 8, 9 and 10)."""

from collections.abc import Iterator

import frappe
from sostegno_abitare.ledgers import verify
from sostegno_abitare.ledgers.chain import BUDGET, LEDGERS, Ledger
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding
from sostegno_abitare.rules.money import cents

APP = "sostegno_abitare"
MOST = 100  # amounts shown of one doctype: the first tell what went wrong
_EXACT = 0.0001  # cents: what floating numbers add to a whole one


def chains_whole() -> Iterator[Finding]:
	"""Every row of every chain."""
	for chain in verify.chains():
		for entry, code in chain.faults:
			yield Finding(chain.ledger.doctype, entry, code)


def anchors() -> Iterator[Finding]:
	"""The rows that earlier checks saw last, and those that claims noted when they were sent, hold the hashes they
	had: who writes a whole chain anew is found.
	"""
	heads = frappe.db.sql(
		"select `ledger`, `chain`, `entries`, `head`, max(`parent`) from `tabIntegrity Head`"
		" where `parenttype` = 'Integrity Check' and `entries` > 0 group by `ledger`, `chain`, `entries`, `head`"
	)
	by_doctype = {ledger.doctype: ledger for ledger in LEDGERS}
	for doctype, chain, entries, head, check in heads:
		name = by_doctype[doctype].name_of(chain, entries)
		if (frappe.db.get_value(doctype, name, "hash") or "") != head:
			yield Finding(doctype, name, check, head[:16])
	claims = frappe.get_all(
		"Reimbursement Claim",
		filters={"docstatus": 1, "ledger_head": ["is", "set"]},
		fields=["name", "agreement", "ledger_head"],
		limit_page_length=0,
	)
	for claim in claims:
		if not frappe.db.exists(BUDGET.doctype, {"agreement": claim.agreement, "hash": claim.ledger_head}):
			yield Finding("Reimbursement Claim", claim.name, "", claim.ledger_head[:16])


def reversals() -> Iterator[Finding]:
	"""Against the entries that they take back."""
	for ledger in LEDGERS:
		said = [
			field
			for field in ledger.texts
			if field not in ("reversal_of", "posted_by", "rent_guarantee", "claim")
		]
		mine, other = (
			", ".join(f"ifnull(`{table}`.`{field}`, '')" for field in said) for table in ("entry", "other")
		)
		rows = frappe.db.sql(
			f"select `entry`.`name`, `entry`.`amount`, `other`.`amount`, (select count(*) from `tab{ledger.doctype}`"
			f" `twin` where `twin`.`reversal_of` = `entry`.`reversal_of`), {mine}, {other}"
			f" from `tab{ledger.doctype}` `entry` left join `tab{ledger.doctype}` `other`"
			" on `other`.`name` = `entry`.`reversal_of` where ifnull(`entry`.`reversal_of`, '') <> ''"
		)
		yield from rules.taken_back(
			ledger.doctype,
			(
				rules.Reversal(
					row[0],
					cents(row[1]),
					tuple(map(str, row[4 : 4 + len(said)])),
					None if row[2] is None else cents(row[2]),
					tuple(map(str, row[4 + len(said) :])),
					row[3],
				)
				for row in rows
			),
		)


def sources() -> Iterator[Finding]:
	"""Documents that are cancelled, drafts or gone: what they did was taken back. Cancel and amend is nothing and
	the new one.
	"""
	for ledger in LEDGERS:
		named = frappe.get_all(
			ledger.doctype, pluck="source_doctype", distinct=True, order_by="source_doctype"
		)
		for doctype in named:
			yield from _left_of(ledger, doctype)


def _left_of(ledger: Ledger, doctype: str) -> Iterator[Finding]:
	# What is never submitted stands as it is.
	states = "0, 2" if frappe.get_meta(doctype).is_submittable else "2"
	fields = (ledger.chain, "kind", *(field for field in ("budget_row", "share") if field in ledger.texts))
	about = ", ".join(f"`entry`.`{field}`" for field in fields)
	rows = frappe.db.sql(
		f"select `entry`.`source_name`, sum(`entry`.`amount`) from `tab{ledger.doctype}` `entry`"
		f" left join `tab{doctype}` `doc` on `doc`.`name` = `entry`.`source_name`"
		f" where `entry`.`source_doctype` = %(doctype)s and (`doc`.`name` is null or `doc`.`docstatus` in ({states}))"
		f" group by `entry`.`source_name`, {about} having abs(sum(`entry`.`amount`)) > 0.001",
		{"doctype": doctype},
	)
	for name, total in rows:
		yield Finding(doctype, name, rules.euros(cents(total)), rules.euros(0))


def whole_cents() -> Iterator[Finding]:
	"""Every amount of every document of the app."""
	modules = frappe.get_all("Module Def", filters={"app_name": APP}, pluck="name")
	doctypes = frappe.get_all(
		"DocType",
		filters={"module": ["in", modules], "issingle": 0},
		fields=["name", "istable"],
		order_by="name asc",
		limit_page_length=0,
	)
	for doctype in doctypes:
		meta = frappe.get_meta(doctype.name)
		fields = [field.fieldname for field in meta.fields if field.fieldtype == "Currency"]
		if not fields:
			continue
		parted = " or ".join(f"abs(`{field}` * 100 - round(`{field}` * 100)) > {_EXACT}" for field in fields)
		owner = "`parenttype`, `parent`" if doctype.istable else "'', `name`"
		rows = frappe.db.sql(
			f"select {owner}, {', '.join(f'`{field}`' for field in fields)} from `tab{doctype.name}`"
			f" where {parted} limit {MOST}"
		)
		for parent, name, *amounts in rows:
			part = next(each for each in amounts if each and abs(each * 100 - round(each * 100)) > _EXACT)
			yield Finding(parent or doctype.name, name, str(part), rules.euros(cents(part)))
