import re
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.accountability import budget, plan
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.programme.amounts import euro, whole_cents, whole_number
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import plan as rules
from sostegno_abitare.rules.money import cents

SHARES = {
	rules.PUBLIC: "public_share",
	rules.PARTNER_CASH: "partner_cash",
	rules.IN_KIND: "partner_in_kind",
	rules.THIRD_PARTY: "third_party",
}


class InvalidRowCodeError(frappe.ValidationError):
	"""A code that cannot end the name of a row."""


class RowTotalError(frappe.ValidationError):
	"""A total that is not quantity times unit value, or not what its shares or years add up to (R3, R8)."""


class RowShareError(frappe.ValidationError):
	"""Money in a row of figurative value, figurative value in a row of money, or nothing of who brings it (R4)."""


class RowYearError(frappe.ValidationError):
	"""A year twice, or outside the agreement."""


class RowOrganisationError(frappe.ValidationError):
	"""A third party that nobody named."""


class RowMunicipalityError(frappe.ValidationError):
	"""A municipality that is none of the agreement's."""


class ActionOverBudgetError(frappe.ValidationError):
	"""Public shares that add up to more than the budget of their action (R2, R3)."""


class RowInUseError(frappe.ValidationError):
	"""A row to be cancelled that was moved, committed or spent."""


class BudgetRow(Document):
	"""A line of the budget of an action: what it costs, what it serves, and who pays which share, in money or in kind
	(R3, R4, R8; DM 72/2021).
	"""

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		self.code = (self.code or "").strip().upper()
		if self.action:
			self.agreement: str = frappe.db.get_value("Agreement Action", self.action, "agreement") or ""
		self.title = f"{self.code} {self.description or ''}"[:140]
		if self.brought_by == "Partner" and not self.organisation:
			self.organisation = frappe.db.get_value("Service Agreement", self.agreement, "partner")

	def onload(self) -> None:
		"""What stands on it, for the form."""
		if self.docstatus == 1:
			self.set("__onload", {"figures": budget.figures(self.name)})

	def validate(self) -> None:
		"""The rules of a row."""
		if not re.fullmatch(r"[A-Z0-9][A-Z0-9.-]*", self.code):
			frappe.throw(
				_("{0}: only letters, digits, hyphens and dots").format(label(self, "code")),
				InvalidRowCodeError,
			)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_municipality()
		self.set_total()
		self.validate_shares()
		self.validate_organisation()
		self.validate_years()
		if self.docstatus == 1 and not self.get_doc_before_save():
			budget.lock(self.agreement)

	def validate_municipality(self) -> None:
		"""A row for one municipality is for one of the agreement's."""
		row = {"parent": self.agreement, "parenttype": "Service Agreement", "municipality": self.municipality}
		if self.municipality and not frappe.db.exists("Agreement Municipality", row):
			frappe.throw(
				_("{0} is not one of the municipalities of agreement {1}").format(
					frappe.bold(self.municipality), frappe.bold(self.agreement)
				),
				RowMunicipalityError,
			)

	def set_total(self) -> None:
		"""Quantity times unit value; a total that was written is checked against it (R3)."""
		quantity = whole_number(self, "quantity")
		if abs(quantity * 100 - round(quantity * 100)) > 1e-6:
			frappe.throw(
				_("{0}: two decimals at most, not {1}").format(label(self, "quantity"), quantity),
				RowTotalError,
			)
		right = rules.total(self.quantity, whole_cents(self, "unit_value"))
		before = self.get_doc_before_save()
		stale = before and self.total == before.total and cents(self.total) != right
		written = whole_cents(self, "total")
		if written and not stale and written != right:
			frappe.throw(
				_("{0}: {1} times {2} makes {3}, not {4}; leave it empty to have it worked out").format(
					label(self, "total"),
					self.quantity,
					euro(cents(self.unit_value)),
					euro(right),
					euro(written),
				),
				RowTotalError,
			)
		self.total = right / 100
		whole_cents(self, "total")

	def validate_shares(self) -> None:
		"""They add up to the total, and public money pays nothing that is figurative (R3, R4)."""
		shares = {share: whole_cents(self, field) for share, field in SHARES.items()}
		figurative = self.nature == "Figurative"
		if not any(shares.values()):
			share = rules.usual_share(figurative, self.brought_by)
			shares[share] = cents(self.total)
			self.set(SHARES[share], self.total)
		code = rules.row_refusal(cents(self.total), shares, figurative, self.brought_by)
		if code == "not_equal":
			frappe.throw(
				_("{0}: the shares add up to {1} and the total is {2}: correct one of them").format(
					label(self, "total"), euro(sum(shares.values())), euro(cents(self.total))
				),
				RowTotalError,
			)
		if code:
			frappe.throw(self.explain(code), RowShareError)

	def explain(self, code: str) -> str:
		"""A refusal of its shares, in the reader's language."""
		return {
			"public_figurative": _(
				"{0}: figurative value is no cost, and nothing of it is paid by the authority"
			),
			"cash_figurative": _(
				"{0}: figurative value is not paid; put it under what the partner gives in kind"
			),
			"in_kind_cash": _("{0}: a row of money has no share in kind; make a figurative row for it"),
			"not_brought": _("{0}: a row brought by {1} has a share of theirs"),
		}[code].format(
			{
				"public_figurative": label(self, "public_share"),
				"cash_figurative": label(self, "partner_cash"),
				"in_kind_cash": label(self, "partner_in_kind"),
			}.get(code, label(self, "brought_by")),
			_(self.brought_by),
		)

	def validate_organisation(self) -> None:
		"""A third party has a name."""
		if self.brought_by == "Third Party" and not self.organisation:
			frappe.throw(
				_("{0}: say which third party brings it").format(label(self, "organisation")),
				RowOrganisationError,
			)

	def validate_years(self) -> None:
		"""Years of the agreement, each once, that add up to the total (R8)."""
		if not self.years:
			return
		first, last = self.days()
		seen: set[int] = set()
		for row in self.years:
			if row.year in seen or not first.year <= int(row.year or 0) <= last.year:
				frappe.throw(
					_("{0}, row {1}: a year from {2} to {3}, each once").format(
						label(self, "years"), row.idx, first.year, last.year
					),
					RowYearError,
				)
			seen.add(row.year)
		amount = sum(whole_cents(row, "amount") for row in self.years)
		if amount != cents(self.total):
			frappe.throw(
				_("{0}: they add up to {1} and the total is {2}: correct one of them").format(
					label(self, "years"), euro(amount), euro(cents(self.total))
				),
				RowTotalError,
			)

	def days(self) -> tuple[date, date]:
		"""The first and the last day of its action."""
		return budget.days_of(self.action)

	def before_submit(self) -> None:
		"""Public shares never add up to more than the budget of the action (R2)."""
		budget.lock(self.agreement)
		room = plan.room_in_action(self.action)
		if cents(self.public_share) > room:
			frappe.throw(
				_("{0}: of the budget of action {1} {2} are not planned yet, and the row takes {3}").format(
					label(self, "public_share"),
					frappe.bold(self.action),
					euro(room),
					euro(cents(self.public_share)),
				),
				ActionOverBudgetError,
			)

	def on_submit(self) -> None:
		"""It is planned, share by share and year by year."""
		ledger.post(self, self.postings())
		plan.follow(self.agreement)

	def postings(self) -> list[ledger.Posting]:
		"""What it plans."""
		first, _last = self.days()
		shares = {share: cents(self.get(field)) for share, field in SHARES.items()}
		years = {row.year: cents(row.amount) for row in self.years} or {first.year: cents(self.total)}
		cells = rules.spread(list(shares.values()), list(years.values()))
		return [
			ledger.Posting(self.name, "Planned", share, amount, max(first, date(year, 1, 1)))
			for share, row in zip(shares, cells, strict=True)
			for year, amount in zip(years, row, strict=True)
		]

	def on_update_after_submit(self) -> None:
		"""Its activity and its papers count for the plan (VA-15)."""
		plan.follow(self.agreement)

	def before_cancel(self) -> None:
		"""A row that money was moved to, bound to or spent from stays: a reallocation takes the rest from it."""
		budget.lock(self.agreement)
		others = ledger.totals(("kind", "share"), current=True, budget_row=self.name)
		used = sorted({kind for (kind, _share), amount in others.items() if kind != "Planned" and amount})
		if used:
			frappe.throw(
				_("Row {0} is in use ({1}): take what is left of it by a reallocation").format(
					frappe.bold(self.name), ", ".join(_(kind) for kind in used)
				),
				RowInUseError,
			)

	def on_cancel(self) -> None:
		"""As if it had not been planned."""
		ledger.reverse(self, getdate())
		plan.follow(self.agreement)
