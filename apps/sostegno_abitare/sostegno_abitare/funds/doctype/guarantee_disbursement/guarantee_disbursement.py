from collections.abc import Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.funds import decisions, months, receivable, rents
from sostegno_abitare.funds import fund as rules_of_funds
from sostegno_abitare.funds.doctype.rent_guarantee.rent_guarantee import (
	OverCapError,
	explain_excess,
	spent_under,
	validate_admitted,
)
from sostegno_abitare.housing.territory import validate_same_agreement
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import amounts
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import guarantees, ledgers, notices
from sostegno_abitare.rules.money import cents

from .states import FIRST, OPEN, OVER, GuaranteeNotGivenError, check_state, post, validate_nothing_back

MONEY = ("gross_amount", "deposit_kept", "recovered")
# What the system writes, whatever a form sends.
WRITTEN = (
	"prepared_by", "checked_by", "approved_by", "approved_on", "payee_iban", "payee_holder", "public_code", "rent_payment",
	"head_rent_payment",
)  # fmt: skip
# What is checked and approved; it does not change afterwards.
DECIDED = (
	"heading", "rent_guarantee", "referral", "property_owner", "municipality", *MONEY, "repayable", "first_instalment_on",
	"instalment_count", "evidence", "evidence_note", "decided_on", "decided_by_body", "decision_number",
)  # fmt: skip
OF_MONTH = ("month", "arrears")


class PayeeOrPlaceMissingError(frappe.ValidationError):
	"""A payment without case, municipality or payee, where no guarantee says them."""


class MonthsError(frappe.ValidationError):
	"""Months missing, repeated, to come, outside the lease, or beyond what is not paid of them."""


class NothingToPayError(frappe.ValidationError):
	"""A payment of nothing, once deposit and recoveries are taken off."""


class DepositKeptError(frappe.ValidationError):
	"""A deposit that the owner kept, not taken off what the fund pays (R46)."""


class CheckedPaymentChangedError(frappe.ValidationError):
	"""What was checked, changed afterwards."""


class PaymentOnRecordError(frappe.ValidationError):
	"""A payment deleted once it was checked."""


class GuaranteeDisbursement(Document):
	"""Money that a municipality's fund pays to an owner for a household: under a guarantee, or as temporary support
	(VA-06, R45-R49). It is kept ready once approved, leaves the fund when made, and comes back by a plan.
	"""

	def before_validate(self) -> None:
		"""What follows from guarantee, case and municipality."""
		before = decisions.stored(self)
		self.update({field: before.get(field) if before else None for field in WRITTEN})
		decisions.note_preparer(self, before, FIRST)
		if (self.workflow_state or FIRST) == FIRST:
			self.set_from_guarantee()
			self.set_case()
		self.fund = rules_of_funds.fund_of(self.agreement, self.municipality)
		if self.heading == guarantees.SUPPORT:
			self.repayable = 1
		for row in self.months:
			row.month = notices.first_of(getdate(row.month)) if row.month else None
		self.title = " – ".join(part for part in (self.case_code, self.municipality) if part)

	def validate(self) -> None:
		"""The rules of a payment."""
		self.validate_money()
		if lacks_mandatory(self):
			return
		validate_sources(self)
		amounts.once(self)
		self.validate_place()
		self.validate_unchanged()
		if (self.workflow_state or FIRST) == FIRST:
			self.validate_guarantee()
			self.validate_months()
			self.validate_deposit()
			self.validate_caps()
		self.validate_months_free()
		check_state(self)

	def on_update(self) -> None:
		"""Months are claimed; the fund, the rents and the plan follow the state."""
		before = self.get_doc_before_save()
		was, state = (before.workflow_state if before else None) or FIRST, self.workflow_state or FIRST
		if state in OPEN:
			months.claim(self, [getdate(row.month) for row in self.months if cents(row.amount)], self.marks)
		if state == was:
			return
		post(self, was)
		if state == "Paid":
			rents.pay(self)
			self.write_plan()
			receivable.follow(self.name)
		elif state == "Bounced":
			self.cancel_plan()
			rents.take_back(self)

	def on_trash(self) -> None:
		"""What was checked stays on record; a draft frees its months."""
		if self.workflow_state not in (FIRST, None):
			frappe.throw(
				_("{0} is in state {1} and stays on record: reject it instead").format(
					frappe.bold(self.name), _(self.workflow_state)
				),
				PaymentOnRecordError,
			)
		months.release(self)

	@property
	def guarantee(self) -> Any:
		"""The guarantee it is paid under, as stored; None for support without one."""
		return frappe.get_doc("Rent Guarantee", self.rent_guarantee) if self.rent_guarantee else None

	@property
	def marks(self) -> list[str]:
		"""What the rent of its months is known by."""
		found = self.guarantee
		return months.marks(
			found.sublease if found else None,
			found.lease_registration if found else None,
			months.members_of(self.household),
		)

	def hold(self) -> None:
		"""Contract, then fund: held until the end of the transaction."""
		rents.lock(self)
		funds.lock(str(self.fund))

	def set_from_guarantee(self) -> None:
		"""Case, municipality and payee, as the guarantee says them."""
		fields = ["referral", "municipality", "property_owner"]
		found = frappe.db.get_value("Rent Guarantee", self.rent_guarantee or "", fields, as_dict=True)
		if found:
			self.update(found)

	def set_case(self) -> None:
		"""Copies of the case."""
		fields = ["case_code", "agreement", "action", "household"]
		found = frappe.db.get_value("Referral", self.referral or "", fields, as_dict=True)
		self.update(found or dict.fromkeys(fields))

	def validate_money(self) -> None:
		"""Whole cents; what the fund pays is what is asked for, less deposit and recoveries, the first months first
		(R46).
		"""
		for row in self.months:
			amounts.whole_cents(row, "arrears")
		for field in MONEY:
			amounts.whole_cents(self, field)
		asked = [cents(row.arrears) for row in self.months]
		if asked:
			self.gross_amount = sum(asked) / 100
		off = cents(self.deposit_kept) + cents(self.recovered)
		for row, part in zip(self.months, guarantees.net(asked, off), strict=True):
			row.amount = part / 100
		self.amount = sum(guarantees.net([cents(self.gross_amount)], off)) / 100

	def validate_place(self) -> None:
		"""Case, municipality that takes part, and payee of the agreement."""
		lacking = [field for field in ("referral", "municipality", "property_owner") if not self.get(field)]
		if lacking:
			frappe.throw(
				_("Choose a guarantee, or for temporary support fill in: {0}").format(
					", ".join(label(self, field) for field in lacking)
				),
				PayeeOrPlaceMissingError,
			)
		if (self.workflow_state or FIRST) == FIRST:
			rules_of_funds.joined(self.agreement, self.municipality, getdate())
			validate_admitted(self)
			validate_same_agreement(self, "property_owner")

	def validate_unchanged(self) -> None:
		"""What was checked is what is approved and paid."""
		before = self.get_doc_before_save()
		if not before or (self.workflow_state or FIRST) == FIRST:
			return
		changed = [field for field in DECIDED if self.has_value_changed(field)]
		changed += [] if _rows(before.months) == _rows(self.months) else ["months"]
		if before.workflow_state not in ("Checked", "Approved", FIRST, None):
			changed += [field for field in ("paid_on", "payment_reference") if self.has_value_changed(field)]
		if changed:
			frappe.throw(
				_("{0}: save a draft before its check, and send what is checked back to change it").format(
					", ".join(label(self, field) for field in changed)
				),
				CheckedPaymentChangedError,
			)

	def validate_guarantee(self) -> None:
		"""What is no temporary support is paid under a guarantee that stands (R46)."""
		found = self.guarantee
		if not found and self.heading == guarantees.SUPPORT:
			return
		if not found or found.workflow_state != "Given":
			frappe.throw(
				_("{0}: rent, legal costs and damages are paid under a guarantee that was given").format(
					label(self, "rent_guarantee")
				),
				GuaranteeNotGivenError,
			)

	def validate_months(self) -> None:
		"""Each month once, none ahead, within lease and guarantee, and no more than is not paid of it (R46)."""
		found, rows = self.guarantee, [(getdate(row.month), cents(row.arrears)) for row in self.months]
		wanted = self.heading == guarantees.RENT
		if wanted != bool(rows) and not (self.heading == guarantees.SUPPORT and found):
			self.refuse_months(
				_("write the months that are not paid")
				if wanted
				else _("months of rent are paid under a guarantee, as Rent or Temporary Support")
			)
		fault = notices.fault_of(rows, getdate())
		if fault:
			texts = {
				notices.REPEATED: _("the month stands in another row already"),
				notices.FUTURE: _("the month is still to come"),
				notices.NOTHING: _("write the amount"),
			}
			self.refuse_months(texts[fault.code], fault.row)
		if not rows:
			return
		outside = guarantees.outside([month for month, _cents in rows], *found.term)
		if outside:
			first, last = found.term
			self.refuse_months(
				_("{0} lies outside guarantee and lease, from {1} to {2}").format(
					formatdate(outside, "MM/yyyy"), formatdate(first), formatdate(last)
				)
			)
		self.validate_not_paid(found, rows)

	def validate_not_paid(self, guarantee: Any, rows: Sequence[tuple[date, int]]) -> None:
		"""Of a home that the service lets, no more than is open of the month; else no more than its rent."""
		opened = rents.open_months(guarantee.sublease) if guarantee.sublease else {}
		for number, (month, asked) in enumerate(rows):
			if guarantee.sublease:
				due, most = opened.get(month, (None, 0))
				self.months[number].rent_due = due
			else:
				most = cents(guarantee.monthly_amount)
			if asked > most:
				self.refuse_months(
					_("{0} of {1} are not paid, and not {2}").format(
						euro(most), formatdate(month, "MM/yyyy"), euro(asked)
					),
					number,
				)

	def refuse_months(self, reason: str, row: int | None = None) -> None:
		"""Raises MonthsError."""
		where = label(self, "months")
		where = where if row is None else _("{0}, row {1}").format(where, row + 1)
		frappe.throw(f"{where}: {reason}", MonthsError)

	def validate_months_free(self) -> None:
		"""No month that another payment, or a regional notice, covers (R49)."""
		if (self.workflow_state or FIRST) not in OPEN or not self.months:
			return
		wanted = [getdate(row.month) for row in self.months if cents(row.amount)]
		found = notices.taken(wanted, rents.covered_elsewhere(self, wanted))
		if found:
			months.refuse(*found)

	def validate_deposit(self) -> None:
		"""What the owner kept of the deposit is taken off (R46)."""
		found = self.guarantee
		kept = rents.deposit_kept(found.sublease, self.name) if found and found.sublease else 0
		if kept > cents(self.deposit_kept):
			frappe.throw(
				_("{0}: {1} of the deposit were kept and not taken off any payment yet").format(
					label(self, "deposit_kept"), euro(kept)
				),
				DepositKeptError,
			)
		if cents(self.amount) < 1:
			frappe.throw(
				_("{0}: nothing is left to pay. Write what is asked for, less deposit and recoveries").format(
					label(self, "amount")
				),
				NothingToPayError,
			)

	def validate_caps(self, current: bool = False) -> None:
		"""Within what is left of the guarantee; of a support, within what a household may owe at once (R46).
		`current`: by the ledger as it is now, the fund being held.
		"""
		amount = cents(self.amount)
		if self.heading == guarantees.SUPPORT:
			day = getdate(self.decided_on or None)
			cap = rules_of_funds.support_cap(day, self.agreement, self.action)
			found = self.owed_by_household() + amount
			excess = guarantees.Excess(guarantees.SUPPORT, found, cap) if found > cap else None
		else:
			spent = spent_under(self.rent_guarantee, self.name)
			if current:
				taken = funds.totals(
					("source_row",),
					True,
					fund=self.fund,
					rent_guarantee=self.rent_guarantee,
					kind=ledgers.RELEASE,
				)
				spent = guarantees.Spent(
					{heading: total for (heading,), total in taken.items()}, spent.months
				)
			count = sum(1 for row in self.months if cents(row.amount))
			excess = guarantees.beyond_cover(self.guarantee.cover, spent, self.heading, amount, count)
		if excess:
			frappe.throw(explain_excess(excess), OverCapError)

	def owed_by_household(self) -> int:
		"""Cents of other temporary support of the household that are asked for, or not repaid."""
		others = frappe.get_all(
			self.doctype,
			filters={
				"household": self.household,
				"heading": guarantees.SUPPORT,
				"name": ["!=", self.name or ""],
				"workflow_state": ["not in", OVER],
			},
			fields=["name", "fund", "amount", "repayable", "workflow_state"],
		)
		return sum(
			receivable.of(row).left if row.workflow_state in receivable.MADE else cents(row.amount)
			for row in others
		)

	def write_plan(self) -> None:
		"""The plan that was approved with the payment, from the day on which it was made."""
		count = cint(self.instalment_count)
		if not (self.repayable and count and self.first_instalment_on):
			return
		paid_on = getdate(self.paid_on)
		plan = frappe.get_doc(
			{
				"doctype": receivable.PLAN,
				"disbursement": self.name,
				"agreed_on": paid_on,
				"first_instalment_on": max(getdate(self.first_instalment_on), paid_on),
				"instalment_count": min(count, cents(self.amount)),
			}
		)
		plan.flags.ignore_permissions = True
		plan.insert().submit()

	def cancel_plan(self) -> None:
		"""A payment that was sent back is not repaid."""
		name = receivable.plan_in_force(self.name)
		if name:
			plan = frappe.get_doc(receivable.PLAN, name)
			plan.flags.ignore_permissions = plan.flags.fund_takes_back = True
			plan.cancel()

	def undo_payment(self) -> None:
		"""A payment called made by mistake is approved again."""
		self.hold()
		validate_nothing_back(self)
		self.cancel_plan()
		rents.take_back(self)
		funds.reverse(self)
		self.db_set(
			{
				"workflow_state": "Approved",
				**dict.fromkeys(("paid_on", "payment_reference", "rent_payment", "head_rent_payment")),
			}
		)
		post(self, "Checked")
		self.add_comment("Workflow", _("Approved"))

	@frappe.whitelist()
	def how_it_stands(self) -> dict[str, Any]:
		"""What came back, what is left, and what the fund has free, in euros, for the form."""
		self.check_permission("read")
		back = receivable.of(self)
		found = funds.balance(self.fund) if self.fund else None
		return {
			"repaid": back.repaid / 100,
			"written_off": back.written_off / 100,
			"left": back.left / 100,
			"free": found.free / 100 if found else 0,
			"plan": receivable.plan_in_force(self.name),
		}


def _rows(rows: list[Any]) -> list[tuple[date, int]]:
	return [(getdate(row.month), cents(row.arrears)) for row in rows]
