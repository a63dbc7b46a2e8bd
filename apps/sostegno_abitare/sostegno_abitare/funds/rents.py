"""What a fund's payment has to do with the rents of homes that the service lets: their months are paid with it,
and no more than is open of them (R49).
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate
from sostegno_abitare.community import arrears
from sostegno_abitare.funds import months, payees
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contracts import HEAD_LEASE, SUBLEASE
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.notices import first_of

PAYMENT = "Rent Payment"


class FundPaymentKeptError(frappe.ValidationError):
	"""A rent payment cancelled that the fund made."""


def sublease_of(payment: Document) -> str | None:
	"""The sublease whose months a payment pays."""
	if not payment.rent_guarantee or not payment.months:
		return None
	return frappe.db.get_value("Rent Guarantee", payment.rent_guarantee, "sublease")


def lock(payment: Document) -> None:
	"""Holds the contracts that a payment pays rents of."""
	sublease = sublease_of(payment)
	if sublease:
		dues.lock(SUBLEASE, sublease)
		dues.lock(HEAD_LEASE, payees.head_of(sublease).name)


def open_months(sublease: str) -> dict[date, tuple[str, int]]:
	"""Month -> (its first due, open cents of the month), the contract being held."""
	return {
		month: (parts[0][0], sum(left for _due, left in parts))
		for month, parts in arrears.open_by_month(sublease).items()
	}


def covered_elsewhere(payment: Document, wanted: list[date]) -> list[tuple[date, str]]:
	"""Months that another payment or a request for a regional notice covers, with its name."""
	found = months.covered(wanted, payment.marks, payment.name)
	guarantee = payment.guarantee
	people = months.members_of(payment.household)
	codes: list[str | None] = frappe.get_all(
		"Person", filters={"name": ["in", people or [""]]}, pluck="fiscal_code"
	)
	return found + arrears.covered_by_requests(
		{
			"fiscal_code": codes,
			"person": [*people],
			"sublease": [guarantee.sublease if guarantee else None],
			"lease_registration": [guarantee.lease_registration if guarantee else None],
		}
	)


def deposit_kept(sublease: str, but: str | None) -> int:
	"""Cents of the tenant's deposit that were kept for what is not paid, and that no other payment of a fund took
	off yet.
	"""
	kept = frappe.get_all(
		"Security Deposit",
		filters={"contract_type": SUBLEASE, "contract": sublease, "status": "Returned"},
		pluck="kept_amount",
	)
	under = frappe.get_all("Rent Guarantee", filters={"sublease": sublease}, pluck="name")
	taken = frappe.get_all(
		"Guarantee Disbursement",
		filters={
			"rent_guarantee": ["in", under or [""]],
			"name": ["!=", but or ""],
			"workflow_state": ["not in", ("Turned Down", "Bounced")],
		},
		pluck="deposit_kept",
	)
	return max(sum(cents(amount) for amount in kept) - sum(cents(amount) for amount in taken), 0)


def pay(payment: Document) -> None:
	"""Lays a payment on the dues of its months, as far as they are open; what comes too late stays a credit of the
	contract. An owner who was paid is paid of the head rent with it.
	"""
	sublease = sublease_of(payment)
	if not sublease:
		return
	opened = arrears.open_by_month(sublease)
	parts = [
		part
		for row in payment.months
		for part in arrears.laid(cents(row.amount), opened.get(first_of(getdate(row.month)), []))
	]
	payment.db_set(
		"rent_payment", _write(payment, SUBLEASE, sublease, allocations=parts, on_account=not parts)
	)
	head = payees.head_of(sublease)
	if payment.property_owner == head.property_owner:
		payment.db_set("head_rent_payment", _write(payment, HEAD_LEASE, head.name))


def take_back(payment: Document) -> None:
	"""Opens the months again that a payment had paid."""
	for field in ("rent_payment", "head_rent_payment"):
		if payment.get(field):
			doc = frappe.get_doc(PAYMENT, payment.get(field))
			doc.flags.ignore_permissions = doc.flags.fund_takes_back = True
			doc.cancel()


def keep(doc: Document, method: str | None = None) -> None:
	"""Hook of a rent payment that is cancelled: one that the fund made is taken back with the fund's payment."""
	if doc.flags.fund_takes_back or doc.paid_by != "Guarantee Fund":
		return
	for field in ("rent_payment", "head_rent_payment"):
		name = frappe.db.get_value(
			"Guarantee Disbursement", {field: doc.name, "workflow_state": ["!=", "Bounced"]}
		)
		if name:
			frappe.throw(
				_("The fund made this payment: it is taken back with {0}").format(frappe.bold(name)),
				FundPaymentKeptError,
			)


def _write(payment: Document, kind: str, contract: str, **values: Any) -> str:
	doc = frappe.get_doc(
		{
			"doctype": PAYMENT,
			"contract_type": kind,
			"contract": contract,
			"payment_date": payment.paid_on,
			"amount": payment.amount,
			"method": "Bank Transfer",
			"paid_by": "Guarantee Fund",
			"reference": payment.name,
			**{name: cint(value) if isinstance(value, bool) else value for name, value in values.items()},
		}
	)
	doc.flags.ignore_permissions = True
	doc.insert()
	doc.submit()
	return doc.name
