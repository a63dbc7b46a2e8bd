import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from sostegno_abitare.rules.ladder import Rung
from sostegno_abitare.rules.money import cents


class RungTwiceError(frappe.ValidationError):
	"""Two steps of one ladder after the same days, or one step twice."""


class ArrearsLadder(Document):
	"""A step that is due once rents are so many days overdue. The rows of an agreement are its ladder; those
	without an agreement are the ladder of every other. As data, since the Regulation is yet to come (VA-01).
	"""

	def validate(self) -> None:
		"""Each step and each number of days once in a ladder."""
		for field in ("step", "days_overdue"):
			same = {
				field: self.get(field),
				"agreement": self.agreement or ["is", "not set"],
				"name": ["!=", self.name or ""],
			}
			other = frappe.db.get_value("Arrears Ladder", {**same, "enabled": 1}) if self.enabled else None
			if other:
				frappe.throw(
					_("{0}: row {1} of the same ladder has it already; change that one").format(
						_(self.meta.get_label(field)), frappe.bold(other)
					),
					RungTwiceError,
				)


def rungs() -> list[Rung]:
	"""Every enabled rung of every ladder."""
	rows = frappe.get_all(
		"Arrears Ladder",
		filters={"enabled": 1},
		fields=["step", "days_overdue", "least_arrears", "answer_days", "agreement"],
		order_by="days_overdue asc, name asc",
		limit_page_length=0,
	)
	return [
		Rung(row.step, cint(row.days_overdue), cents(row.least_arrears), cint(row.answer_days), row.agreement)
		for row in rows
	]
