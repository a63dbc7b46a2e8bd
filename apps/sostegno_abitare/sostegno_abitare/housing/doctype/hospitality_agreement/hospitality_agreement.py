import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.housing import guests
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_order, validate_sources

# Cases for which a place may be prepared.
OPEN_CASES = ("Assessed", "To Commission", "Waiting", "Accepted", "Taken in Charge")
AGREED = ("unit", "pei", "start_date", "end_date", "monthly_contribution", "house_rules", "signed_on")
HELD_BY = ("Signed", "Running", "Extended", "Ended")


class CaseNotForStayError(frappe.ValidationError):
	"""A case that is refused, closed or not assessed yet."""


class UnitOfOtherAgreementError(frappe.ValidationError):
	"""A home of an agreement that is not the case's."""


class PEIOfOtherCaseError(frappe.ValidationError):
	"""A project that is not the case's own."""


class SignatureDateError(frappe.ValidationError):
	"""An agreement signed in the future, or before the household accepted its project."""


class SignedAgreementChangedError(frappe.ValidationError):
	"""A signed agreement changed."""


class AgreementInUseError(frappe.ValidationError):
	"""An agreement taken away while a stay rests on it."""


class HospitalityAgreement(Document):
	"""Accordo di ospitalità: what a household and the service agree on before the entry (EM-10, R30)."""

	def before_validate(self) -> None:
		"""What follows from the case and the home."""
		if not (self.referral and self.unit):
			return
		self.household = frappe.db.get_value("Referral", self.referral, "household")
		if self.household and self.start_date:
			guests.fill(self, getdate(self.start_date))
		self.house_rules = self.house_rules or frappe.db.get_value("Housing Unit", self.unit, "house_rules")
		code = self.case_code or frappe.db.get_value("Referral", self.referral, "case_code")
		self.title = " – ".join(part for part in (code, self.unit) if part)

	def validate(self) -> None:
		"""The rules of an agreement."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_case_and_unit(self)
		self.validate_pei()
		validate_order(self, "start_date", "end_date")
		guests.validate(self, getdate(self.start_date))
		self.validate_signature()
		self.validate_unchanged()

	def on_trash(self) -> None:
		"""A stay keeps what it rests on."""
		stay = frappe.db.get_value(
			"Stay", {"hospitality_agreement": self.name, "workflow_state": ["in", HELD_BY]}
		)
		if stay:
			frappe.throw(_("Stay {0} rests on this agreement").format(frappe.bold(stay)), AgreementInUseError)

	def validate_pei(self) -> None:
		"""The project is the one of the case."""
		if frappe.db.get_value("PEI", self.pei, "referral") != self.referral:
			frappe.throw(
				_("{0} {1} is not of referral {2}").format(
					label(self, "pei"), frappe.bold(self.pei), frappe.bold(self.referral)
				),
				PEIOfOtherCaseError,
			)

	def validate_signature(self) -> None:
		"""It is signed by today, by who has accepted the project."""
		if not self.signed_on:
			return
		accepted = frappe.db.get_value("PEI", self.pei, "signed_on")
		if getdate(self.signed_on) > getdate():
			frappe.throw(
				_("{0} cannot be in the future").format(label(self, "signed_on")), SignatureDateError
			)
		if not accepted or getdate(accepted) > getdate(self.signed_on):
			frappe.throw(
				_(
					"{0}: the household signs its PEI first, or on the same day; fill the signature of {1}"
				).format(label(self, "signed_on"), frappe.bold(self.pei)),
				SignatureDateError,
			)

	def validate_unchanged(self) -> None:
		"""What was signed stays as it was: another agreement is another document."""
		before = self.get_doc_before_save()
		if not before or not before.signed_on:
			return
		changed = [field for field in AGREED if self.has_value_changed(field)]
		changed += [] if guests.same(self, before) else ["guests"]
		if changed:
			frappe.throw(
				_("{0}: the agreement is signed and does not change; write a new one").format(
					", ".join(label(self, field) for field in changed)
				),
				SignedAgreementChangedError,
			)


def validate_case_and_unit(doc: Document) -> None:
	"""The case is open, and the home is one of its agreement."""
	case = frappe.db.get_value("Referral", doc.referral, ["workflow_state", "agreement"], as_dict=True)
	if doc.is_new() and case.workflow_state not in OPEN_CASES:
		frappe.throw(
			_("Referral {0} is in state {1}: a place needs an assessed and open case").format(
				frappe.bold(doc.referral), _(case.workflow_state)
			),
			CaseNotForStayError,
		)
	agreement = frappe.db.get_value("Housing Unit", doc.unit, "agreement")
	if agreement != case.agreement:
		frappe.throw(
			_("{0} {1} is of agreement {2}, the case of {3}").format(
				label(doc, "unit"), frappe.bold(doc.unit), frappe.bold(agreement), frappe.bold(case.agreement)
			),
			UnitOfOtherAgreementError,
		)
