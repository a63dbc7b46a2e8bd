import hashlib
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate
from sostegno_abitare.funds.bank import reading, taking
from sostegno_abitare.programme.amounts import MOST, once, whole_cents
from sostegno_abitare.programme.validity import lacks_mandatory, validate_sources
from sostegno_abitare.rules.bank_statement import Statement


class StatementReadAlreadyError(frappe.ValidationError):
	"""A file that was taken in before."""


class MovementsDecidedError(frappe.ValidationError):
	"""A statement taken back after some of its movements were matched."""


class BankStatement(Document):
	"""What a bank says of an account over some days. A draft shows what was read; submitting takes its movements
	in, each once however many files tell it (VA-06).
	"""

	def validate(self) -> None:
		"""The rules of a statement."""
		once(self)
		for field in ("opening_balance", "closing_balance"):
			whole_cents(self, field, least=-MOST)
		if not lacks_mandatory(self):
			validate_sources(self)
			self.read()

	def read(self) -> Statement:
		"""The statement in the file, and what it says in the fields."""
		account = frappe.get_doc("Dedicated Account", self.account)
		content = reading.content_of(self)
		self.file_hash = hashlib.sha256(content).hexdigest()
		self.validate_once()
		self.file_format, statement = reading.read(self, content, account)
		if statement.opening is None or statement.closing is None:
			statement = self.with_balances(statement)
		reading.check_balances(self, statement)
		self.say(account, statement)
		return statement

	def validate_once(self) -> None:
		"""The same file is taken in once. Raises StatementReadAlreadyError."""
		found = frappe.db.get_value(
			"Bank Statement",
			{
				"account": self.account,
				"file_hash": self.file_hash,
				"docstatus": 1,
				"name": ["!=", self.name or ""],
			},
		)
		if found:
			frappe.throw(
				_("This file was taken in already as {0}: nothing is added").format(frappe.bold(found)),
				StatementReadAlreadyError,
			)

	def with_balances(self, statement: Statement) -> Statement:
		"""A statement whose file holds no balances, with those that were typed; the opening one goes on from the
		statement before.
		"""
		opening = whole_cents(self, "opening_balance", least=-MOST)
		closing = whole_cents(self, "closing_balance", least=-MOST)
		if not opening and statement.first:
			opening = taking.balance_before(self.account, statement.first)
		values = {**statement.__dict__, "opening": opening, "closing": closing}
		return Statement(**values)

	def say(self, account: Any, statement: Statement) -> None:
		"""Writes what was read into the fields."""
		sums = [row.cents for row in statement.movements]
		self.update(
			{
				"agreement": account.agreement,
				"municipality": account.municipality,
				"statement_number": statement.number[:140],
				"first_day": statement.first,
				"last_day": statement.last,
				"opening_balance": (statement.opening or 0) / 100,
				"closing_balance": (statement.closing or 0) / 100,
				"movements": len(sums),
				"credits": sum(cents for cents in sums if cents > 0) / 100,
				"debits": sum(cents for cents in sums if cents < 0) / 100,
				"title": f"{account.account_name} {formatdate(statement.last)}"[:140],
			}
		)

	def on_submit(self) -> None:
		"""A short statement is taken in at once, a long one in the background."""
		taking.start(self)

	@frappe.whitelist(methods=["POST"])
	def take_again(self) -> None:
		"""What an interruption left out is taken in; nothing twice."""
		self.check_permission("submit")
		if self.docstatus == 1:
			taking.start(self)

	def before_cancel(self) -> None:
		"""What somebody decided on goes first."""
		frappe.db.get_value("Dedicated Account", self.account, "name", for_update=True)
		decided = frappe.db.get_values(
			"Bank Movement", {"statement": self.name, "state": "Matched"}, "name", for_update=True
		)
		if decided:
			frappe.throw(
				_("{0} movements of this statement are matched: undo that first, from {1}").format(
					len(decided), frappe.bold(decided[0][0])
				),
				MovementsDecidedError,
			)

	def on_cancel(self) -> None:
		"""Its movements go with it."""
		taking.take_back(self.name)
