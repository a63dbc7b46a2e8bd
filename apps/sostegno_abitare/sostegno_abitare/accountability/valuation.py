"""What the hours of a volunteer are worth: the rate of the level on the day, by the agreement's scale and basis (R10,
R11). Without a rate there is no value, never one of nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate
from sostegno_abitare.accountability.doctype.pay_scale.pay_scale import scale_of
from sostegno_abitare.rules import pay


class NoRateForHoursError(frappe.ValidationError):
	"""Hours without a value: no pay scale, no level, or no rate of the level on the day (R10)."""


@dataclass(frozen=True)
class Valued:
	"""The rate that an hour was worth, in cents, and where it comes from."""

	pay_scale: str
	basis: str
	level: str
	rate: int
	rate_from: date


def rate_on(agreement: str, volunteer: str, day: date) -> Valued:
	"""The rate of a volunteer on a day. Raises NoRateForHoursError, saying what is missing and where."""
	terms = frappe.db.get_value("Service Agreement", agreement, ["pay_scale", "rate_basis"], as_dict=True)
	level = frappe.db.get_value("Registered Volunteer", volunteer, "pay_level")
	if not terms or not terms.pay_scale:
		_refuse(_("Agreement {0} has no pay scale: choose one there").format(frappe.bold(agreement)))
	if not level:
		_refuse(_("Volunteer {0} has no level: write it in the register").format(frappe.bold(volunteer)))
	scale = scale_of(frappe.get_doc("Pay Scale", terms.pay_scale))
	try:
		rate = pay.in_force(scale, level, day)
	except pay.NoRateError:
		_refuse(
			_("{0} has no rate of level {1} for {2}: add it to the scale, or correct the level").format(
				frappe.bold(terms.pay_scale), frappe.bold(level), formatdate(day)
			)
		)
	basis = terms.rate_basis or pay.BASE
	return Valued(terms.pay_scale, basis, level, pay.hourly(scale, rate, basis), rate.valid_from)


def _refuse(text: str) -> Any:
	frappe.throw(_("No value without a rate. {0}").format(text), NoRateForHoursError)
