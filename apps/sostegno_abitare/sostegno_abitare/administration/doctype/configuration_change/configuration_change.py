from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime
from sostegno_abitare.programme.kept import KeptBySystem
from sostegno_abitare.rules import hash_chain

PREFIX, DIGITS = "CC-", 9
_HASHED = ("name", "user", "kind", "document_type", "document", "summary", "differences", "state")


class ConfigurationLogIsFinalError(frappe.PermissionError):
	"""A row of the log of configuration changes written, changed or deleted by hand."""


class ConfigurationChange(KeptBySystem):
	"""Who changed which part of the configuration, when and how. The system writes the rows; nobody changes or
	deletes them.
	"""

	def validate(self) -> None:
		"""A row is written once, by the system, and bound to the one before it. Its name came from the series,
		whose counter is locked from then on: no other row can come between.
		"""
		super().validate()
		number = int(self.name[len(PREFIX) :])
		self.previous_hash = (
			frappe.db.get_value("Configuration Change", name_of(number - 1), "hash", for_update=True) or ""
		)
		self.hash = hash_of(self, self.previous_hash)

	def refuse(self) -> None:
		"""Raises ConfigurationLogIsFinalError."""
		frappe.throw(
			_("The log of configuration changes is written by the system and cannot be changed"),
			ConfigurationLogIsFinalError,
		)


def name_of(number: int) -> str:
	"""The name of a row by its number."""
	return f"{PREFIX}{number:0{DIGITS}d}"


def hash_of(row: Any, previous: str) -> str:
	"""The hash of a row that follows another with the hash `previous`."""
	return hash_chain.digest(previous, _said(row))


def link_of(row: Any) -> hash_chain.Link:
	"""A row of the log as one of its chain."""
	return hash_chain.Link(int(row.name[len(PREFIX) :]), _said(row), row.previous_hash or "", row.hash or "")


def _said(row: Any) -> list[str]:
	"""What a row says, its name and moment included."""
	moment = get_datetime(row.get("changed_at"))
	return [moment.strftime("%Y-%m-%d %H:%M:%S.%f"), *(row.get(field) or "" for field in _HASHED)]
