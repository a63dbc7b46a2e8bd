from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, formatdate, getdate
from sostegno_abitare.housing import contracts, dated_values
from sostegno_abitare.housing.contracts import SUBLEASE, Contract
from sostegno_abitare.housing.doctype.istat_index.istat_index import index_of
from sostegno_abitare.housing.doctype.sublease.sublease import BLOCK, RentNotSustainableError, income_of
from sostegno_abitare.housing.lease_states import ACTIVE
from sostegno_abitare.programme.validity import label, lacks_mandatory
from sostegno_abitare.rules import affordability, istat
from sostegno_abitare.rules.money import cents


class ContractNotActiveError(frappe.ValidationError):
	"""An update of a contract that is not signed, or is over on that day."""


class NoUpdateClauseError(frappe.ValidationError):
	"""A contract without the clause (R43)."""


class UpdateWaivedError(frappe.ValidationError):
	"""A landlord who gave up updating the rent (R43)."""


class RetroactiveUpdateError(frappe.ValidationError):
	"""An update from a day that is not after the request (R43)."""


class UpdateTooSoonError(frappe.ValidationError):
	"""Less than a year since the rent last changed."""


class IndexMonthsError(frappe.ValidationError):
	"""Indices in the wrong order, counted already, or of bases that nothing links."""


class NoRiseError(frappe.ValidationError):
	"""Prices that did not rise."""


class LaterUpdateError(frappe.ValidationError):
	"""An update cancelled, or put in, before a later one."""


class RentUpdate(Document):
	"""The rise of a rent by the ISTAT index, asked for by the landlord and never before the request (R43)."""

	def before_validate(self) -> None:
		"""What follows from the contract and the request."""
		if self.requested_on and not self.effective_from:
			self.effective_from = istat.effect_of(getdate(self.requested_on))
		set_context(self)

	def validate(self) -> None:
		"""The rules of an update; it shows the new rent before it is submitted."""
		if lacks_mandatory(self):
			return
		contract = contracts.contract(self.contract_type, self.contract)
		self.validate_contract(contract)
		self.validate_last(contract)
		self.compute(contract)
		self.check_affordability(contract)

	def before_submit(self) -> None:
		"""Two updates submitted at once follow each other: the second sees the rent of the first."""
		frappe.db.get_value(self.contract_type, self.contract, "name", for_update=True)
		self.validate()

	def before_cancel(self) -> None:
		"""The last update goes first."""
		later = self.others(">", self.effective_from)
		if later:
			frappe.throw(
				_("Rent Update {0} came later: cancel it first").format(frappe.bold(later[0])),
				LaterUpdateError,
			)

	def others(self, operator: str, day: Any) -> list[str]:
		"""Other submitted updates of the contract before or after a day, those of this moment too."""
		rows = frappe.db.get_values(
			"Rent Update",
			{
				"contract_type": self.contract_type,
				"contract": self.contract,
				"docstatus": 1,
				"name": ["!=", self.name or ""],
				"effective_from": [operator, day],
			},
			["name"],
			as_dict=True,
			order_by="effective_from desc",
			for_update=True,
		)
		return [row.name for row in rows]

	def validate_contract(self, contract: Contract) -> None:
		"""A signed contract that is in force on the day."""
		day = getdate(self.effective_from)
		if contract.state not in ACTIVE or not contract.start <= day <= contract.end:
			frappe.throw(
				_("{0} {1} is not in force on {2}").format(
					_(self.contract_type), frappe.bold(self.contract), formatdate(day)
				),
				ContractNotActiveError,
			)

	def validate_last(self, contract: Contract) -> None:
		"""Updates are made in order."""
		later = self.others(">=", self.effective_from)
		if later:
			frappe.throw(
				_("{0}: Rent Update {1} already changes the rent from that day or later").format(
					label(self, "effective_from"), frappe.bold(later[0])
				),
				LaterUpdateError,
			)

	def compute(self, contract: Contract) -> None:
		"""Change of the index, share of it, new rent. Raises what the rule refuses."""
		since, old_rent = contract.rents[-1]
		kind = self.terms()
		clause = istat.Clause(
			bool(kind.istat_clause),
			bool(kind.update_waived),
			Decimal(str(flt(kind.istat_cap_percent))),
			cint(kind.update_months),
		)
		first, last = index_of(self.index_from), index_of(self.index_to)
		past = istat.Past(since, self.counted_to())
		try:
			reason = istat.refusal(
				clause, past, first, last, getdate(self.requested_on), getdate(self.effective_from)
			)
			if reason:
				self.refuse(reason, kind)
			change = istat.change(first, last)
		except istat.UnlinkedBasesError:
			frappe.throw(
				_(
					"{0} and {1} have different bases and no coefficient links them: write it in the later index"
				).format(label(self, "index_from"), label(self, "index_to")),
				IndexMonthsError,
			)
		percent = istat.applied(change, clause.cap_percent)
		self.change_percent, self.cap_percent, self.percent = (
			float(change), float(clause.cap_percent), float(percent),
		)  # fmt: skip
		self.old_rent = float(old_rent)
		self.new_rent = istat.updated(cents(self.old_rent), percent) / 100

	def terms(self) -> Any:
		"""Clause, waiver and type of the contract: istat_clause, update_waived, istat_cap_percent, update_months."""
		row = frappe.db.get_value(
			self.contract_type, self.contract, ["istat_clause", "update_waived", "lease_type"], as_dict=True
		)
		kind = frappe.db.get_value(
			"Lease Type", row.lease_type, ["istat_cap_percent", "update_months"], as_dict=True
		)
		return frappe._dict({**row, **kind})

	def counted_to(self) -> Any:
		"""The month up to which the last update counted the rise of prices; None before the first update."""
		last = self.others("<", self.effective_from)
		month = frappe.db.get_value("Rent Update", last[0], "index_to") if last else None
		return getdate(f"{month}-01") if month else None

	def refuse(self, reason: str, kind: Any) -> None:
		"""Raises the error of a reason of the rule, with what to do."""
		name = f"{_(self.contract_type)} {frappe.bold(self.contract)}"
		refusals: dict[str, tuple[str, type[frappe.ValidationError]]] = {
			istat.NO_CLAUSE: (
				_("{0} has no ISTAT update clause: its rent stays as it is").format(name),
				NoUpdateClauseError,
			),
			istat.WAIVED: (
				_("{0}: the landlord gave up updating the rent, and it stays as it is").format(name),
				UpdateWaivedError,
			),
			istat.PAST: (
				_("{0} must be after {1}: an update is not retroactive").format(
					label(self, "effective_from"), label(self, "requested_on")
				),
				RetroactiveUpdateError,
			),
			istat.TOO_SOON: (
				_("{0}: {1} months must pass since the rent last changed").format(
					label(self, "effective_from"), cint(kind.update_months)
				),
				UpdateTooSoonError,
			),
			istat.ORDER: (
				_("{0} must be a later month than {1}, and earlier than the update").format(
					label(self, "index_to"), label(self, "index_from")
				),
				IndexMonthsError,
			),
			istat.COUNTED: (
				_("{0}: the rise of prices up to a later month is in the rent already").format(
					label(self, "index_from")
				),
				IndexMonthsError,
			),
			istat.NO_RISE: (
				_("Prices did not rise between the two months: the rent stays as it is"),
				NoRiseError,
			),
		}
		message, error = refusals[reason]
		frappe.throw(message, error)

	def check_affordability(self, contract: Contract) -> None:
		"""The new rent of a household is still within its means, or the agreement warns or stops (R40)."""
		if contract.doctype != SUBLEASE:
			return
		household = frappe.db.get_value(SUBLEASE, contract.name, "household")
		day = getdate(self.effective_from)
		limit = dated_values.in_force(day, contract.agreement, contract.action).get(
			dated_values.RENT_TO_INCOME
		)
		if affordability.verdict(self.new_rent, income_of(household), limit) != affordability.ABOVE:
			return
		message = _("{0}: above {1}% of the net monthly income of the household").format(
			label(self, "new_rent"), f"{limit:g}"
		)
		if frappe.db.get_value("Service Agreement", contract.agreement, "affordability_effect") == BLOCK:
			frappe.throw(message, RentNotSustainableError)
		frappe.msgprint(message, indicator="orange", alert=True)


def set_context(doc: Document) -> None:
	"""Copies what the contract says of home, case and agreement, for rows and lists; the title names no person."""
	if not doc.contract_type or not doc.contract:
		return
	contracts.check_kind(doc.contract_type)
	fields = ["title", "unit", "agreement", "action", "municipality"]
	fields += ["referral"] if doc.contract_type == SUBLEASE else []
	row = frappe.db.get_value(doc.contract_type, doc.contract, fields, as_dict=True)
	if row:
		doc.update({"referral": None, **row})
