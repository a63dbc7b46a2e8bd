import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.programme.validity import (
	as_date,
	label,
	lacks_mandatory,
	validate_action_of_agreement,
)
from sostegno_abitare.rules import phases
from sostegno_abitare.rules.money import cents

COHABITATIONS = ("Co-housing", "Supervised Cohabitation")
CONDOMINIUM = "Social Condominium"
BEGUN = ("Approved", "Under Way", "Completed")
COMPLETED, ABANDONED, ASSURED = "Completed", "Abandoned", "Assured"


class PhaseDatesError(frappe.ValidationError):
	"""A phase whose dates cannot be."""


class ProjectNotSupervisedError(frappe.ValidationError):
	"""A cohabitation approved that nobody accompanies, or without an end."""


class NothingSharedError(frappe.ValidationError):
	"""A social condominium approved without anything run together."""


class ProjectNotFeasibleError(frappe.ValidationError):
	"""A project approved without phases, or whose cost nobody has assured."""


class ProjectNotFinishedError(frappe.ValidationError):
	"""A project completed with a phase open or an indicator not measured."""


class AbandonedWithoutReasonError(frappe.ValidationError):
	"""A project given up, and nobody told why."""


class InnovativeHousingProject(Document):
	"""A new way of living together: for whom, in which phases, with which resources, and how one knows that it
	works (VA-08).
	"""

	def validate(self) -> None:
		"""The rules of a project."""
		if lacks_mandatory(self):
			return
		validate_action_of_agreement(self)
		validate_municipality_of_agreement(self)
		self.set_phases()
		self.set_resources()
		if self.status in BEGUN:
			self.validate_form()
			self.validate_feasible()
		if self.status == COMPLETED:
			self.validate_finished()
		if self.status == ABANDONED and not (self.abandoned_reason or "").strip():
			frappe.throw(_("Write why the project was abandoned"), AbandonedWithoutReasonError)

	def onload(self) -> None:
		"""A phase grows late by itself: the form shows where it stands today."""
		for row in self.phases:
			row.state = phases.state(as_phase(row), getdate())

	def set_phases(self) -> None:
		"""Where each phase stands today, and the whole. Raises PhaseDatesError."""
		found, today = [], getdate()
		for row in self.phases:
			phase = as_phase(row)
			fault = phases.fault(phase, today)
			if fault:
				frappe.throw(
					_("Phases, row {0}: {1}").format(row.idx, _explain_fault(fault)), PhaseDatesError
				)
			row.state = phases.state(phase, today)
			found.append(phase)
		span = phases.span(found) or (None, None)
		self.update({"start_date": span[0], "end_date": span[1]})
		self.progress = phases.progress(found)

	def set_resources(self) -> None:
		"""Sums in whole cents."""
		found = sum(cents(row.amount) for row in self.resources)
		assured = sum(cents(row.amount) for row in self.resources if row.state == ASSURED)
		self.resources_total, self.assured_total = found / 100, assured / 100
		self.uncovered = max(0, cents(self.estimated_cost) - assured) / 100

	def validate_form(self) -> None:
		"""A cohabitation is accompanied and temporary; a condominium shares services (line 5 of the convention)."""
		if self.kind in COHABITATIONS:
			for field in ("supervised_by", "max_stay_months"):
				if not self.get(field):
					frappe.throw(
						_(
							"A cohabitation is accompanied and temporary: fill {0} before it is approved"
						).format(frappe.bold(label(self, field))),
						ProjectNotSupervisedError,
					)
		if self.kind == CONDOMINIUM and not (self.shared_services or "").strip():
			frappe.throw(
				_("A social condominium runs services together: write them before it is approved"),
				NothingSharedError,
			)

	def validate_feasible(self) -> None:
		"""Times and resources are there: phases, and an estimated cost that is assured to the cent."""
		if not self.phases:
			frappe.throw(_("Write the phases before the project is approved"), ProjectNotFeasibleError)
		if cents(self.uncovered):
			frappe.throw(
				_(
					"{0} of the estimated cost are not assured: find the resources, or correct the cost"
				).format(self.get_formatted("uncovered")),
				ProjectNotFeasibleError,
			)

	def validate_finished(self) -> None:
		"""Every phase has ended, every indicator was measured."""
		for row in self.phases:
			if row.state != phases.DONE:
				frappe.throw(
					_("Phases, row {0}: it has not ended, the project is not completed").format(row.idx),
					ProjectNotFinishedError,
				)
		for row in self.indicators:
			if not row.measured_on:
				frappe.throw(
					_("Indicators, row {0}: measure it before the project is completed").format(row.idx),
					ProjectNotFinishedError,
				)


def as_phase(row: Document) -> phases.Phase:
	"""A row of the phases as the rules know it."""
	start, end = getdate(row.planned_start), getdate(row.planned_end)
	return phases.Phase(start, end, as_date(row.actual_start), as_date(row.actual_end))


def _explain_fault(fault: str) -> str:
	return {
		"planned": _("the planned end is before the planned start"),
		"actual": _("it ended before it started"),
		"no start": _("it ended and never started: write when it started"),
		"future": _("it cannot have started or ended on a day to come"),
	}[fault]
