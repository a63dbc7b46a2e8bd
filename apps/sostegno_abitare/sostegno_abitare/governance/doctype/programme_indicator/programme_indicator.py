import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate
from sostegno_abitare.governance import indicators
from sostegno_abitare.programme.doctype.eligibility_rule.eligibility_rule import explain
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_action_of_agreement
from sostegno_abitare.rules.expressions import FUNCTIONS, THRESHOLD, ExpressionError, parse
from sostegno_abitare.rules.indicators import COUNT, quarter_of

OPERATORS = ("=", "!=", ">", "<", ">=", "<=", "in", "not in", "like", "not like", "is", "between")
TABLES = ("Table", "Table MultiSelect")
NUMERIC = ("Int", "Float", "Currency", "Percent", "Check")


class InvalidIndicatorCodeError(frappe.ValidationError):
	"""A code that cannot be written in a formula."""


class InvalidMeasureError(frappe.ValidationError):
	"""Report, column, field or filters that cannot be measured."""


class InvalidFormulaError(frappe.ValidationError):
	"""A formula that cannot be run: what is wrong, and with which word."""


class ProgrammeIndicator(Document):
	"""By what an agreement is judged: the target, and the report, documents or formula behind it (VA-16)."""

	def validate(self) -> None:
		"""The rules of an indicator."""
		self.validate_code()
		if lacks_mandatory(self):
			return
		validate_action_of_agreement(self)
		{
			indicators.REPORT: self.validate_report,
			indicators.COUNT: self.validate_documents,
			indicators.FORMULA: self.validate_formula,
		}.get(self.how, lambda: None)()

	def validate_code(self) -> None:
		"""Small letters, digits and underscores, and no word that formulas know already."""
		self.code = (self.code or "").strip()
		if not re.fullmatch(r"[a-z][a-z0-9_]*", self.code) or self.code in (THRESHOLD, *FUNCTIONS):
			frappe.throw(
				_("{0}: small letters, digits and underscores, starting with a letter").format(
					label(self, "code")
				),
				InvalidIndicatorCodeError,
			)

	def validate_report(self) -> None:
		"""A report of the app's own, filters as JSON, and a column unless rows are counted."""
		module = frappe.db.get_value("Report", self.report, "module") if self.report else None
		if not module or module not in own_modules():
			self._refuse("report", _("choose one of the service's own reports"))
		if self.function != COUNT and not (self.report_column or "").strip():
			self._refuse("report_column", _("name the column whose values are taken together"))
		if not isinstance(self._parsed("report_filters", "{}"), dict):
			self._refuse(
				"report_filters",
				_("names and values are needed, as in {0}").format('{"status": "Took Place"}'),
			)

	def validate_documents(self) -> None:
		"""Documents of the agreement, known fields of the common level, and a number where one is summed up."""
		doctype = frappe.db.get_value(
			"DocType", self.count_doctype or "", ["module", "istable"], as_dict=True
		)
		meta = frappe.get_meta(self.count_doctype) if doctype and not doctype.istable else None
		if meta is None or doctype.module not in own_modules() or not meta.has_field("agreement"):
			self._refuse("count_doctype", _("choose documents of the service that belong to an agreement"))
		if self.function != COUNT and self._field("count_field", meta).fieldtype not in NUMERIC:
			self._refuse("count_field", _("{0} is not a number").format(self.count_field))
		if self.date_field and self._field("date_field", meta).fieldtype not in ("Date", "Datetime"):
			self._refuse("date_field", _("{0} is not a date").format(self.date_field))
		self._validate_conditions(meta)

	def validate_formula(self) -> None:
		"""Codes of other indicators of the agreement, numbers and thresholds."""
		others = {"agreement": self.agreement, "name": ["!=", self.name or ""]}
		codes = frappe.get_all("Programme Indicator", filters=others, pluck="code")
		try:
			parse(self.formula or "", frozenset(codes))
		except ExpressionError as error:
			reason = (
				_("{0} is not the code of another indicator of the agreement").format(error.detail)
				if error.reason == "name"
				else explain(error)
			)
			frappe.throw(f"{frappe.bold(label(self, 'formula'))}: {reason}", InvalidFormulaError)

	def _validate_conditions(self, meta: Any) -> None:
		shape = '[["status", "=", "Took Place"]]'
		rows = self._parsed("count_filters", "[]")
		if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 3 for row in rows):
			self._refuse(
				"count_filters", _("rows of field, operator and value are needed, as in {0}").format(shape)
			)
		for field, operator, _value in rows:
			if operator not in OPERATORS:
				self._refuse("count_filters", _("{0} is no operator").format(operator))
			self._known(meta, field, "count_filters")

	def _field(self, fieldname: str, meta: Any) -> Any:
		return self._known(meta, (self.get(fieldname) or "").strip(), fieldname)

	def _known(self, meta: Any, name: Any, fieldname: str) -> Any:
		"""The field of that name; what stands above the common level is measured by nobody (R52)."""
		if name == "docstatus":
			return frappe._dict(fieldname=name, fieldtype="Int")
		field = meta.get_field(name) if isinstance(name, str) else None
		if field is None or field.permlevel or field.fieldtype in TABLES:
			self._refuse(fieldname, _("{0} has no field {1}").format(_(meta.name), name or _("empty")))
		return field

	def _parsed(self, fieldname: str, empty: str) -> Any:
		try:
			return frappe.parse_json((self.get(fieldname) or "").strip() or empty)
		except ValueError:
			return None

	def _refuse(self, fieldname: str, reason: str) -> None:
		frappe.throw(f"{frappe.bold(label(self, fieldname))}: {reason}", InvalidMeasureError)

	@frappe.whitelist()
	def measure(self, day: str | None = None) -> str:
		"""Measures the indicator for the quarter of a day, today's where none is given; gives the value's name."""
		self.check_permission("write")
		return indicators.measure(frappe.get_doc(self.doctype, self.name), quarter_of(getdate(day)))


@frappe.whitelist()
def documents_to_measure(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict[str, Any]
) -> list[list[str]]:
	"""Documents of an agreement that the user may read, for the field Documents: name, and name in Italian. Who
	keeps indicators needs no right on the types of documents themselves.
	"""
	frappe.has_permission("Programme Indicator", "create", throw=True)
	rows = frappe.get_all("DocType", filters={"module": ["in", own_modules()], "istable": 0}, pluck="name")
	known = [name for name in rows if frappe.get_meta(name).has_field("agreement")]
	named = [[name, _(name)] for name in sorted(known) if frappe.has_permission(name, "read")]
	found = [row for row in named if txt.casefold() in " ".join(row).casefold()]
	return found[cint(start) : cint(start) + (cint(page_len) or 20)]


def own_modules() -> list[str]:
	"""The modules of the app."""
	return frappe.get_all("Module Def", filters={"app_name": "sostegno_abitare"}, pluck="name")
