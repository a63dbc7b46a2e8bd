"""Accounts, statements and orders for tests."""

from typing import Any

import frappe
from frappe.utils import add_days, getdate

from .bank_files import IBAN, camt_file, entry
from .factories import AGREEMENT
from .rent_factory import RentFactory

OWNER_IBAN = "IT13S0542811101000000123457"


class BankFactory(RentFactory):
	"""The factory, with a bank."""

	def account(self, **values: Any) -> Any:
		"""The dedicated account of the agreement."""
		self.agreement()
		defaults = {
			"account_name": "Conto di prova",
			"purpose": "Rents",
			"agreement": AGREEMENT,
			"iban": IBAN,
		}
		return self.document("Dedicated Account", **{**defaults, "holder": "Ente di prova", **values})

	def file(self, content: bytes, name: str = "estratto.xml") -> str:
		"""A private file; gives its address."""
		doc = frappe.get_doc({"doctype": "File", "file_name": name, "is_private": 1, "content": content})
		return str(doc.insert().file_url)

	def statement(self, account: Any, content: bytes, submit: bool = True, **values: Any) -> Any:
		"""A statement with this file."""
		doc = self.document("Bank Statement", account=account.name, file=self.file(content), **values)
		if submit:
			doc.submit()
			doc.reload()
		return doc

	def movements(self, account: Any, *entries: str, opening: int = 0) -> list[Any]:
		"""Movements of a statement with these entries, in their order; `entries` are of `told`."""
		total = opening + sum(int(text.split("|")[0]) for text in entries)
		content = camt_file(
			"".join(text.split("|", 1)[1] for text in entries), opening, total, iban=account.iban
		)
		statement = self.statement(account, content)
		names = frappe.get_all(
			"Bank Movement",
			{"statement": statement.name},
			pluck="name",
			order_by="name asc",
			limit_page_length=0,
		)
		return [frappe.get_doc("Bank Movement", name) for name in names]

	def batch(self, account: Any, *sources: str, submit: bool = True, **values: Any) -> Any:
		"""An order of head rents; approved by somebody else than who prepares."""
		doc = self.document(
			"Payment Batch",
			account=account.name,
			execution_date=getdate(),
			items=[{"source_type": "Rent Due", "source": name} for name in sources],
			**values,
		)
		if submit:
			doc.submit()
			doc.reload()
		return doc


def told(cents: int, days_ago: int = 0, **values: str) -> str:
	"""An entry of a statement, some days ago, with its cents before it."""
	return f"{cents}|{entry(cents, day=str(add_days(getdate(), -days_ago)), **values)}"
