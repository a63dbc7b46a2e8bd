import hashlib
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime
from sostegno_abitare.funds.bank import orders
from sostegno_abitare.funds.bank.kinds import ORDERED
from sostegno_abitare.funds.bank.settling import Payable
from sostegno_abitare.programme.amounts import called, euro, once, whole_cents
from sostegno_abitare.programme.approval import by_somebody_else, drafted
from sostegno_abitare.programme.validity import label, lacks_mandatory
from sostegno_abitare.rules import sepa
from sostegno_abitare.rules.money import cents

MOST_ITEMS = 2_000
SEPARATOR = "\n"


class AccountClosedError(frappe.ValidationError):
	"""Payments from an account that is closed by their day."""


class ItemError(frappe.ValidationError):
	"""A payment of another service, or of a kind that is not ordered from the bank."""


class OrderedAlreadyError(frappe.ValidationError):
	"""A payment that stands in a batch already."""


class PayeeChangedError(frappe.ValidationError):
	"""Payees, accounts or sums that changed since the batch was prepared."""


class ExecutedAlreadyError(frappe.ValidationError):
	"""A batch taken back after the bank executed payments of it."""


class BankOrderError(frappe.ValidationError):
	"""Payments that no file for a bank can be made of."""


class PaymentBatch(Document):
	"""Payments ordered from the bank in one file. Who approves them is somebody else than who prepared them (R24);
	to whom they go follows from what is paid, never from what was typed (R47).
	"""

	def validate(self) -> None:
		"""The rules of a batch."""
		once(self)
		self.prepared()
		if lacks_mandatory(self) or not frappe.db.exists("Dedicated Account", self.account):
			return
		fund = self.validate_account()
		for row in self.items:
			self.fill(row, fund)
		self.validate_once()
		self.total = sum(cents(row.amount) for row in self.items) / 100
		self.payment_count = len(self.items)
		self.title = f"{getdate(self.execution_date):%d/%m/%Y} {self.account_name} {euro(cents(self.total))}"[
			:140
		]

	@property
	def account_name(self) -> str:
		"""The name of the account it is paid from."""
		return str(frappe.db.get_value("Dedicated Account", self.account, "account_name"))

	def prepared(self) -> None:
		"""Whoever saves a draft has prepared it."""
		if self.docstatus == 0:
			before = self.get_doc_before_save()
			earlier = (before.preparers if before else None) or ""
			people = [*filter(None, earlier.split(SEPARATOR)), frappe.session.user]
			self.preparers = SEPARATOR.join(dict.fromkeys(people))
			self.prepared_by = frappe.session.user

	def validate_account(self) -> str | None:
		"""It is open on the day of execution; gives the fund that it is of."""
		account = frappe.db.get_value(
			"Dedicated Account",
			self.account,
			["closed_on", "agreement", "municipality", "fund"],
			as_dict=True,
		)
		self.agreement, self.municipality = account.agreement, account.municipality
		if account.closed_on and getdate(account.closed_on) <= getdate(self.execution_date):
			frappe.throw(
				_("{0}: it is closed since {1}; choose another one").format(
					label(self, "account"), frappe.utils.formatdate(account.closed_on)
				),
				AccountClosedError,
			)
		if len(self.items) > MOST_ITEMS:
			frappe.throw(
				_("{0}: {1} payments at most; make a further batch").format(label(self, "items"), MOST_ITEMS),
				ItemError,
			)
		return account.fund

	def fill(self, row: Any, fund: str | None) -> None:
		"""Payee, account and text of a payment, by what is paid from the account of a fund or of none."""
		if row.source_type not in ORDERED:
			frappe.throw(
				_("{0}: {1} is not ordered from the bank").format(
					called(row, "source_type"), row.source_type
				),
				ItemError,
			)
		# Who approves sees payee and sum here, and need not see the contract behind.
		if self.docstatus == 0 and not frappe.has_permission(row.source_type, "read", doc=row.source):
			frappe.throw(
				_("{0}: {1} is not in your sight").format(called(row, "source"), row.source), ItemError
			)
		payable: Payable = ORDERED[row.source_type].payable(row.source)
		if payable.agreement != self.agreement:
			frappe.throw(
				_("{0}: it is of agreement {1}; pay it from that one's account").format(
					called(row, "source"), payable.agreement
				),
				ItemError,
			)
		if payable.fund and payable.fund != fund:
			frappe.throw(
				_("{0}: it is paid from the dedicated account of fund {1} alone").format(
					called(row, "source"), payable.fund
				),
				ItemError,
			)
		if not row.amount:
			row.amount = payable.cents / 100
		whole_cents(row, "amount", least=1, most=payable.cents)
		told = (payable.payee, payable.iban)
		if self.docstatus == 1 and (row.payee, row.iban) != told:
			frappe.throw(
				_("{0}: the payee or the IBAN changed since this was prepared; save the draft again").format(
					called(row, "payee")
				),
				PayeeChangedError,
			)
		row.payee, row.iban = told
		row.remittance = (row.remittance or payable.text)[: sepa.LONGEST_TEXT]
		row.end_to_end_id = f"{self.name}-{row.idx}"
		row.status, row.live_key = orders.WAITING, orders.live_key(row.source_type, row.source)

	def validate_once(self) -> None:
		"""What is paid stands once in all batches that are not cancelled; the unique key stands behind that."""
		rows = {row.live_key: row for row in self.items}
		if len(rows) < len(self.items):
			row = next(row for row in self.items if rows[row.live_key] is not row)
			frappe.throw(
				_("{0}: {1} stands twice").format(called(row, "source"), row.source), OrderedAlreadyError
			)
		found = frappe.db.get_value(
			orders.ITEM,
			{"live_key": ["in", list(rows)], "parent": ["!=", self.name or ""]},
			["live_key", "parent"],
		)
		if found:
			row = rows[found[0]]
			frappe.throw(
				_("{0}: {1} stands in {2} already").format(called(row, "source"), row.source, found[1]),
				OrderedAlreadyError,
			)

	def before_submit(self) -> None:
		"""Somebody else approves (R24), whatever their role."""
		draft = drafted(self)
		self.prepared_by, self.preparers = draft.prepared_by, draft.preparers
		people = {draft.owner, draft.prepared_by, *(draft.preparers or "").split(SEPARATOR)}
		by_somebody_else(*people, done=_("prepared these payments"))
		self.approved_by, self.approved_at = frappe.session.user, now_datetime()
		self.status = "Approved"

	def on_submit(self) -> None:
		"""The file for the bank is made, once: what is signed at the bank is what was approved."""
		content = self.order()
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{self.name}.xml",
				"attached_to_doctype": self.doctype,
				"attached_to_name": self.name,
				"attached_to_field": "payment_file",
				"is_private": 1,
				"content": content,
			}
		)
		file.insert(ignore_permissions=True)
		self.db_set({"payment_file": file.file_url, "file_digest": hashlib.sha256(content).hexdigest()})

	def order(self) -> bytes:
		"""The file. Raises BankOrderError, naming the payment."""
		account = frappe.get_doc("Dedicated Account", self.account)
		transfers = [
			sepa.Transfer(row.payee, row.iban, cents(row.amount), row.remittance, row.end_to_end_id)
			for row in self.items
		]
		payer = sepa.Payer(account.holder, account.iban, account.bic or "", account.cuc or "")
		try:
			return sepa.order(
				self.name,
				payer,
				transfers,
				getdate(self.execution_date),
				frappe.utils.get_datetime(self.approved_at),
				account.payment_format,
			)
		except sepa.OrderError as error:
			place = _("Row {0}").format(error.row + 1) if error.row is not None else label(self, "items")
			reason = {
				"nothing": _("there is nothing to pay"),
				"amount": _("the amount is none that a bank takes"),
				"name": _("the payee has no name in letters that banks take"),
				"identifier": _("the number of the batch is too long for a bank"),
				"schema": _("the bank would refuse the file; look at IBAN, BIC and names"),
			}[error.code]
			frappe.throw(f"{place}: {reason}", BankOrderError)
		raise AssertionError

	def before_cancel(self) -> None:
		"""What the bank has paid is not taken back by us."""
		states = frappe.db.get_values(orders.ITEM, {"parent": self.name}, "status", for_update=True)
		if any(state == orders.EXECUTED for (state,) in states):
			frappe.throw(
				_("The bank has executed payments of this batch: undo their movements first"),
				ExecutedAlreadyError,
			)

	def on_cancel(self) -> None:
		"""What it would have paid may be ordered again."""
		frappe.db.set_value(orders.ITEM, {"parent": self.name}, "live_key", None)
		self.db_set("status", "Cancelled")

	@frappe.whitelist(methods=["POST"])
	def reject(self, item: str) -> str:
		"""The bank refused a payment: it may be ordered again. Gives the state of the batch."""
		self.check_permission("write")
		frappe.db.get_value(self.doctype, self.name, "name", for_update=True)
		state = frappe.db.get_value(
			orders.ITEM, {"name": item, "parent": self.name}, "status", for_update=True
		)
		if self.docstatus != 1 or state != orders.WAITING:
			frappe.throw(_("This payment does not wait for the bank"), ExecutedAlreadyError)
		frappe.db.set_value(orders.ITEM, item, {"status": orders.REJECTED, "live_key": None})
		orders.follow(self.name)
		return str(frappe.db.get_value(self.doctype, self.name, "status"))
