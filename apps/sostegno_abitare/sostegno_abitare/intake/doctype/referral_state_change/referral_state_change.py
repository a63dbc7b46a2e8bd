import frappe
from frappe import _
from frappe.utils import now_datetime
from sostegno_abitare.programme.kept import KeptBySystem


class StateLogIsFinalError(frappe.PermissionError):
	"""A row of a case's states written, changed or deleted by hand."""


class ReferralStateChange(KeptBySystem):
	"""When a case entered a state, and who brought it there. The system writes the rows; nobody changes them.

	The history of changes would not do: a state that the Commission decides is written without a version.
	"""

	def refuse(self) -> None:
		"""Raises StateLogIsFinalError."""
		frappe.throw(
			_("The states of a case are written by the system and cannot be changed"), StateLogIsFinalError
		)


def note(referral: str, previous: str | None, state: str) -> None:
	"""Writes that the case has entered a state, now, by who is at work."""
	values = {
		"referral": referral,
		"municipality": frappe.db.get_value("Referral", referral, "municipality"),
		"previous_state": previous,
		"state": state,
		"changed_at": now_datetime(),
		"changed_by": frappe.session.user,
	}
	row = frappe.get_doc({"doctype": "Referral State Change", **values})
	row.flags.kept_by_system = True
	row.insert(ignore_permissions=True)


def forget(referral: str) -> None:
	"""Takes the rows of a case away with the case itself."""
	frappe.db.delete("Referral State Change", {"referral": referral})
