import hashlib
import json
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime
from sostegno_abitare.programme.kept import KeptBySystem

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
	"""SHA-256 over what a row says, its name and moment included, and the hash of the one before it."""
	moment = get_datetime(row.get("changed_at"))
	said = [previous, moment.strftime("%Y-%m-%d %H:%M:%S.%f"), *(row.get(field) or "" for field in _HASHED)]
	return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
