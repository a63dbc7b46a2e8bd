import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.accountability import claim_sums, concluding
from sostegno_abitare.ledgers import budget
from sostegno_abitare.programme import approval
from sostegno_abitare.programme.amounts import euro, once, whole_cents
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources


class ClaimNotAdmittedError(frappe.ValidationError):
	"""A payment on a claim that is not decided, or closed."""


class OverAdmittedError(frappe.ValidationError):
	"""More paid than was admitted, less the advance (R23)."""


class ClaimPaymentDateError(frappe.ValidationError):
	"""A payment in the future, or before the control was concluded."""


class ClaimPayment(Document):
	"""Money that the authority paid on a claim; it is laid on the claim's budget rows (R23)."""

	def before_validate(self) -> None:
		"""What follows from the claim."""
		self.agreement = (
			frappe.db.get_value("Reimbursement Claim", self.claim, "agreement") if self.claim else None
		)
		self.title = f"{self.claim} · {self.paid_on}"[:140]

	def validate(self) -> None:
		"""The rules of a payment; of one that is submitted, while nobody else touches claim and ledger."""
		once(self)
		amount = whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		stored = claim_sums.lock(self.claim)
		if self.docstatus == 1:
			budget.lock(str(self.agreement))
		if stored.docstatus != 1 or stored.workflow_state not in (*concluding.OUTCOMES[:2], concluding.PAID):
			frappe.throw(
				_("{0}: payments are made on claims that are admitted").format(self.claim),
				ClaimNotAdmittedError,
			)
		concluded = getdate(frappe.db.get_value("Reimbursement Claim", self.claim, "concluded_on"))
		if not concluded <= getdate(self.paid_on) <= getdate():
			frappe.throw(
				_("{0}: {1} is in the future, or before the control was concluded on {2}").format(
					label(self, "paid_on"), formatdate(self.paid_on), formatdate(concluded)
				),
				ClaimPaymentDateError,
			)
		left = concluding.still_to_pay(self.claim, but=self.name or "")
		self.left_before = left / 100
		if amount > left:
			frappe.throw(
				_("{0}: {1} are paid and {2} are left to pay of claim {3}").format(
					label(self, "amount"), euro(amount), euro(left), self.claim
				),
				OverAdmittedError,
			)

	def before_submit(self) -> None:
		"""Not by who prepared the claim (R24)."""
		prepared_by = frappe.db.get_value("Reimbursement Claim", self.claim, "prepared_by")
		approval.by_somebody_else(prepared_by, done=_("prepared the claim that is paid"))

	def on_submit(self) -> None:
		"""Reimbursed on the budget rows."""
		claim = frappe.get_doc("Reimbursement Claim", self.claim)
		concluding.reimburse(self, claim, claim_sums.in_cents(self.amount), getdate(self.paid_on))
		concluding.follow_payment(self.claim)

	def before_cancel(self) -> None:
		"""A closed claim stays paid."""
		state = claim_sums.lock(self.claim).workflow_state
		budget.lock(str(self.agreement))
		if state == "Closed":
			frappe.throw(_("{0} is closed: its payments stay").format(self.claim), ClaimNotAdmittedError)

	def on_cancel(self) -> None:
		"""What it reimbursed is taken back."""
		budget.reverse(self)
		concluding.follow_payment(self.claim)
