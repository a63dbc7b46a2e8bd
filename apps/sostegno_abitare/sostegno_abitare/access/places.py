"""Rows by the agreement and the municipality that they name themselves, as SQL and for a document at hand.

Where a row names no municipality it is of the whole agreement, and of all the municipalities that it serves;
where it names no agreement it is of those that serve its municipality. Naming neither, it is nobody's.
"""

from collections.abc import Iterable

import frappe

from .scope import Territory

NOTHING = "1=0"


def in_list(values: Iterable[str]) -> str:
	"""('a', 'b') with the values escaped."""
	return "(" + ", ".join(frappe.db.escape(value) for value in values) + ")"


def rows_in(doctype: str, territory: Territory) -> str:
	"""Condition on the rows of a doctype that lie in a territory; each bond that there is must hold."""
	parts = []
	if territory.municipalities:
		serving = _serving(territory.municipalities)
		parts.append(_named(doctype, "municipality", territory.municipalities, "agreement", serving))
	if territory.agreements:
		served = served_by(territory.agreements)
		parts.append(_named(doctype, "agreement", territory.agreements, "municipality", served))
	return "(" + " and ".join(parts) + ")" if parts else NOTHING


def lies_in(territory: Territory, agreement: str | None, municipality: str | None) -> bool:
	"""The same of one pair of values."""
	places, agreements = territory.municipalities, territory.agreements
	if not places and not agreements:
		return False
	in_place = municipality in (places or ()) if municipality else _serves(agreement, places or ())
	in_service = (
		agreement in (agreements or ())
		if agreement
		else any(_serves(name, (municipality,)) for name in agreements or () if municipality)
	)
	return (not places or in_place) and (not agreements or in_service)


def served_by(agreements: Iterable[str]) -> str:
	"""Subquery: the municipalities that the agreements serve."""
	return f"select `municipality` from `tabAgreement Municipality` where `parent` in {in_list(agreements)}"


def _serving(municipalities: Iterable[str]) -> str:
	names = in_list(municipalities)
	return f"select `parent` from `tabAgreement Municipality` where `municipality` in {names}"


def _named(doctype: str, field: str, names: Iterable[str], other: str, others: str) -> str:
	"""Rows whose field is one of the names or, where it may be empty, whose other field is one of the others."""
	meta = frappe.get_meta(doctype)
	column, other = (f"`tab{doctype}`.`{key}`" if meta.has_field(key) else "''" for key in (field, other))
	named = f"{column} in {in_list(names)}"
	if meta.has_field(field) and meta.get_field(field).reqd:
		return named  # no row lacks it, and the alternative would keep a database from its index
	return f"({named} or (ifnull({column}, '') = '' and {other} in ({others})))"


def _serves(agreement: str | None, places: Iterable[str | None]) -> bool:
	return bool(
		agreement
		and frappe.db.exists(
			"Agreement Municipality", {"parent": agreement, "municipality": ["in", [*places] or [""]]}
		)
	)
