"""What must hold of guarantee funds (R45; invariants 1 and 2)."""

from collections.abc import Iterator

import frappe
from sostegno_abitare.ledgers import funds
from sostegno_abitare.ledgers.chain import FUND
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding
from sostegno_abitare.rules.ledgers import TRANSFER
from sostegno_abitare.rules.money import cents


def never_below() -> Iterator[Finding]:
	"""Each fund after each act of its life."""
	for fund in frappe.get_all("Guarantee Fund", pluck="name", order_by="name asc", limit_page_length=0):
		rows = frappe.get_all(
			FUND.doctype,
			filters={"fund": fund},
			fields=["kind", "amount", "repayable", "rent_guarantee", "posted_at", "source_name"],
			order_by="name asc",
			limit_page_length=0,
		)
		yield from rules.fund_path(
			fund,
			[
				rules.Entry(
					row.kind,
					cents(row.amount),
					f"{row.source_name} {row.posted_at}",
					bool(row.repayable),
					row.rent_guarantee or "",
				)
				for row in rows
			],
		)


def own_place() -> Iterator[Finding]:
	"""A fund is of one municipality, and money of one goes to no other but by transfer."""
	rows = frappe.db.sql(
		f"select `entry`.`name`, `entry`.`municipality`, `fund`.`municipality` from `tab{FUND.doctype}` `entry`"
		" left join `tabGuarantee Fund` `fund` on `fund`.`name` = `entry`.`fund`"
		" where ifnull(`fund`.`municipality`, '') <> `entry`.`municipality`"
		" or ifnull(`fund`.`agreement`, '') <> `entry`.`agreement`"
	)
	for name, found, expected in rows:
		yield Finding(FUND.doctype, name, found or "", expected or "")


def transfers() -> Iterator[Finding]:
	"""By document."""
	found = funds.totals(("source_doctype", "source_name"), kind=TRANSFER)
	yield from rules.pairs_sum_to_nothing({(str(key[0]), str(key[1])): total for key, total in found.items()})
