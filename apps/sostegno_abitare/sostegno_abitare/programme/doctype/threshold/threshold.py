import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from sostegno_abitare.governance import steering
from sostegno_abitare.programme.validity import as_date, validate_action_of_agreement, validate_order
from sostegno_abitare.rules import thresholds


class InvalidThresholdKeyError(frappe.ValidationError):
	"""A key that cannot be written in a rule."""


class OverlappingThresholdError(frappe.ValidationError):
	"""Two values of one key in force on the same day."""


class Threshold(Document):
	"""A dated value that rules and checks refer to by key."""

	def validate(self) -> None:
		"""The rules of a threshold."""
		self.validate_key()
		validate_order(self, "valid_from", "valid_to")
		self.set_agreement_of_action()
		validate_action_of_agreement(self)
		self.validate_no_overlap()

	def on_update(self) -> None:
		"""What is due by a dated value follows it."""
		self.follow()

	def after_delete(self) -> None:
		"""And follows it away."""
		self.follow()

	def follow(self) -> None:
		"""The days of the steering meetings, which lists and notices go by (R7)."""
		if self.threshold_key == steering.MONTHS_BETWEEN_MEETINGS:
			steering.follow_threshold(self.agreement)

	def validate_key(self) -> None:
		"""Small letters, digits and underscores, so that a rule can name it."""
		self.threshold_key = (self.threshold_key or "").strip()
		if not re.fullmatch(r"[a-z][a-z0-9_]*", self.threshold_key):
			frappe.throw(
				_("Key: small letters, digits and underscores, starting with a letter"),
				InvalidThresholdKeyError,
			)

	def set_agreement_of_action(self) -> None:
		"""A value for an action is one of its agreement."""
		if self.action and not self.agreement:
			self.agreement = frappe.db.get_value("Agreement Action", self.action, "agreement")

	def validate_no_overlap(self) -> None:
		"""On one day one value holds for a key in a scope."""
		filters = {"threshold_key": self.threshold_key, "name": ["!=", self.name or ""]}
		fields = ["name", "threshold_key", "value", "valid_from", "valid_to", "agreement", "action"]
		rows = frappe.get_all("Threshold", filters=filters, fields=fields)
		others = {_as_threshold(row): row.name for row in rows}
		clash = thresholds.clashing(_as_threshold(self), others)
		if clash:
			frappe.throw(
				_("{0} holds in part of the same period: end it before this one starts").format(
					frappe.bold(others[clash])
				),
				OverlappingThresholdError,
			)


def _as_threshold(row: Document) -> thresholds.Threshold:
	return thresholds.Threshold(
		row.threshold_key,
		flt(row.value),
		as_date(row.valid_from),
		as_date(row.valid_to),
		row.agreement,
		row.action,
	)
