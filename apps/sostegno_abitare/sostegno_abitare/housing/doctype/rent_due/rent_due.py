from stdnum.iso7064 import mod_97_10

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.housing.dues import open_dues
from sostegno_abitare.programme.kept import KeptBySystem
from sostegno_abitare.rules.money import cents


class RentDueIsFinalError(frappe.PermissionError):
	"""A due written, changed or deleted by hand."""


class RentDue(KeptBySystem):
	"""What a contract asks for a month, written once by the system. What turns out wrong is put right by further
	rows: nothing that was asked for disappears.

	A due is paid or unpaid by the payments laid on it (see `housing/dues.py`); nothing of that is kept here.
	"""

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		if self.is_new():
			self.amount = (cents(self.rent) + cents(self.charges)) / 100
			self.title = f"{getdate(self.period_from):%Y-%m} {self.contract}"[:140]
			self.payment_reference = reference_of(self.name)

	@frappe.whitelist()
	def how_it_stands(self) -> dict[str, float]:
		"""What of the due it is, or corrects, is `open`, in euros, and for how many `days` it has been overdue."""
		self.check_permission("read")
		root, today = self.adjusts or self.name, getdate()
		[due] = [row for row in open_dues(self.contract_type, self.contract) if row.name == root]
		return {"open": due.cents / 100, "days": max((today - due.due_date).days, 0)}

	def refuse(self) -> None:
		"""Raises RentDueIsFinalError."""
		frappe.throw(
			_(
				"Rent dues are written by the system and not changed: what is wrong is put right by an adjustment"
			),
			RentDueIsFinalError,
		)


def reference_of(name: str) -> str:
	"""The creditor reference (ISO 11649) of a due: what a bank transfer is recognised by."""
	body = "".join(letter for letter in name.upper() if letter.isascii() and letter.isalnum())[:21]
	return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"
