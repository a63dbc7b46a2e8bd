"""The PEI: complete before it is proposed, validated by the Commission only, unchanged afterwards."""

from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.programme.validity import DatesOutOfOrderError
from sostegno_abitare.social_support.doctype.pei import states
from sostegno_abitare.social_support.doctype.pei.pei import (
	AnotherPEIError,
	ReferralNotForPEIError,
	ReviewBeforeStartError,
	ValidatedPEIChangedError,
)

from .base import AppTestCase
from .factories import AGREEMENT


class TestPEI(AppTestCase):
	def test_review_date_is_proposed_from_the_agreement(self):
		self.make.agreement()
		frappe.db.set_value("Service Agreement", AGREEMENT, "pei_review_days", 45)
		pei = self.make.pei(self.make.referral("Assessed"), review_date=None)
		self.assertEqual(getdate(pei.review_date), add_days(getdate(), 45))

	def test_needs_an_assessed_open_case(self):
		for wrong in ("Draft", "Received", "Refused"):
			with self.subTest(state=wrong):
				self.assertRefused(ReferralNotForPEIError, self.make.pei, self.make.referral(wrong))

	def test_one_under_way(self):
		referral = self.make.referral("Assessed")
		self.make.pei(referral)
		self.assertRefused(AnotherPEIError, self.make.pei, referral)

	def test_dates(self):
		referral = self.make.referral("Assessed")
		self.assertRefused(ReviewBeforeStartError, self.make.pei, referral, review_date=getdate())
		self.assertRefused(DatesOutOfOrderError, self.make.pei, referral, end_date=add_days(getdate(), -1))

	def test_case_manager_follows_the_referral(self):
		first = self.make.user("prova.educatrice@example.com", "Case Manager")
		second = self.make.user("prova.educatore@example.com", "Case Manager")
		referral = self.make.referral("Assessed", case_manager=first)
		pei = self.make.pei(referral)
		self.assertEqual(pei.case_manager, first)
		referral.reload()
		referral.case_manager = second
		referral.save()
		self.assertEqual(frappe.db.get_value("PEI", pei.name, "case_manager"), second)

	def test_complete_before_it_is_proposed(self):
		referral = self.make.referral("Assessed")
		no_result = [{"area": "Housing", "goal": "Casa", "expected_result": " "}]
		one_side = [{"party": "Household", "commitment": "Cercare lavoro"}]
		frappe.db.set_value("Service Agreement", AGREEMENT, "pei_review_days", 0)
		parts: tuple[tuple[str, Any], ...] = (
			("goals", []),
			("goals", no_result),
			("commitments", one_side),
			("commitments", []),
			("review_date", None),
		)
		for field, value in parts:
			with self.subTest(field=field, value=value):
				pei = self.make.pei(referral, **{field: value})
				self.assertRefused(states.PEIIncompleteError, apply_workflow, pei, "Propose")
				frappe.delete_doc("PEI", pei.name)
		self.assertEqual(self.make.pei(referral, "Proposed").workflow_state, "Proposed")

	def test_validated_only_by_the_commission(self):
		workflow = frappe.get_doc("Workflow", {"document_type": "PEI", "is_active": 1})
		row = {
			"state": "Proposed",
			"action": "Resume",
			"next_state": "Validated",
			"allowed": "System Manager",
		}
		workflow.append("transitions", {**row, "allow_self_approval": 1})
		workflow.save()
		pei = self.make.pei(self.make.referral("Accepted"), "Proposed")
		pei.workflow_state = "Validated"
		self.assertRefused(states.ValidationOutsideCommissionError, pei.save)

	def test_starts_as_draft(self):
		with self.assertRaises(frappe.ValidationError):
			self.make.pei(self.make.referral("Accepted"), workflow_state="Validated")

	def test_active_once_signed(self):
		pei = self.make.pei(self.make.referral("Accepted"), "Validated")
		self.assertRefused(states.NotSignedError, apply_workflow, pei, "Activate")
		pei = frappe.get_doc("PEI", pei.name)
		pei.signed_on = add_days(getdate(), -1)
		pei.save()
		self.assertRefused(states.NotSignedError, apply_workflow, pei, "Activate")
		pei = frappe.get_doc("PEI", pei.name)
		pei.signed_on = getdate()
		pei.save()
		self.assertEqual(apply_workflow(pei, "Activate").workflow_state, "Active")

	def test_what_was_validated_does_not_change(self):
		pei = self.make.pei(self.make.referral("Accepted"), "Validated")
		changes = (
			lambda doc: doc.update({"committed_hours": 41}),
			lambda doc: doc.append(
				"goals", {"area": "Work", "goal": "Lavoro", "expected_result": "Contratto"}
			),
			lambda doc: doc.commitments[0].update({"commitment": "Altro"}),
		)
		for change in changes:
			doc = frappe.get_doc("PEI", pei.name)
			change(doc)
			self.assertRefused(ValidatedPEIChangedError, doc.save)
		doc = frappe.get_doc("PEI", pei.name)
		doc.review_date = add_days(getdate(), 90)
		doc.save()

	def test_an_end_is_explained(self):
		pei = self.make.pei(self.make.referral("Accepted"), "Validated")
		pei.signed_on = getdate()
		pei.save()
		pei = apply_workflow(pei, "Activate")
		self.assertRefused(states.EndNotExplainedError, apply_workflow, pei, "Interrupt")
		pei = frappe.get_doc("PEI", pei.name)
		pei.update({"ended_on": getdate(), "end_reason": "Trasferiti"})
		pei.save()
		self.assertEqual(apply_workflow(pei, "Interrupt").workflow_state, "Interrupted")
