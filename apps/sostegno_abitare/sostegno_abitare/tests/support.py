"""A case in charge with a project under way, and its people, for the tests of the support."""

from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import CASE_MANAGER, COORDINATOR, SOCIAL_WORKER

from .base import AppTestCase
from .factories import AGREEMENT, HOME


class SupportTestCase(AppTestCase):
	"""Ada's case, followed by an educator, with a PEI active since ten days ago."""

	def setUp(self) -> None:
		super().setUp()
		self.make.agreement()
		self.educator = self.make.user("prova.educatrice@example.com", CASE_MANAGER, agreement=AGREEMENT)
		self.other = self.make.user("prova.educatore@example.com", CASE_MANAGER, agreement=AGREEMENT)
		self.coordinator = self.make.user("prova.coord@example.com", COORDINATOR, agreement=AGREEMENT)
		self.worker = self.make.user("prova.as@example.com", SOCIAL_WORKER, municipality=HOME)
		self.since = add_days(getdate(), -10)
		self.referral = self.case(case_manager=self.educator)

	def case(self, **values: Any) -> Any:
		"""An accepted case referred twenty days ago."""
		return self.make.referral("Accepted", **{"referral_date": add_days(getdate(), -20), **values})

	def active_pei(self, referral: Any = None, **values: Any) -> Any:
		"""A PEI that the household signed."""
		values = {"start_date": self.since, "review_date": add_days(getdate(), 30), **values}
		pei = self.make.pei(referral or self.referral, "Validated", **values)
		pei.signed_on = getdate()
		pei.save()
		return apply_workflow(pei, "Activate")

	def entry_values(self, **values: Any) -> dict[str, Any]:
		return {
			"doctype": "Diary Entry",
			"referral": self.referral.name,
			"entry_date": add_days(getdate(), -1),
			"minutes": 60,
			"kind": "Interview",
			"counts_as_educational": 1,
			"text": "Colloquio di prova",
			**values,
		}

	def write(self, user: str | None = None, **values: Any) -> Any:
		"""An entry of the diary, written by the educator unless told otherwise, with the writer's own rights."""
		with self.as_user(user or self.educator):
			return frappe.get_doc(self.entry_values(**values)).insert()

	def threshold(self, key: str, value: float, **values: Any) -> Any:
		frappe.db.delete("Threshold", {"threshold_key": key})  # a site may have its own
		return self.make.threshold(key, value, **values)
