"""Where homes, owners and contacts of an agreement are: in its municipalities, or in bordering ones."""

import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.programme.validity import label

WITHIN = "In the Agreement Municipalities"
BORDERING = "Bordering Municipalities"


class OtherAgreementError(frappe.ValidationError):
	"""A document named together with an agreement that it is not part of."""


class MunicipalityOfOtherAgreementError(frappe.ValidationError):
	"""A municipality that is no part of the agreement, where one of its own is needed."""


def municipalities_of(agreement: str | None) -> set[str]:
	"""The municipalities that joined an agreement."""
	filters = {"parent": agreement or "", "parenttype": "Service Agreement"}
	return set(frappe.get_all("Agreement Municipality", filters=filters, pluck="municipality"))


def area_of(agreement: str, municipality: str) -> str:
	"""Whether a home counts for the district, or in second order as one of a bordering municipality (R38)."""
	return WITHIN if municipality in municipalities_of(agreement) else BORDERING


def validate_municipality_of_agreement(doc: Document) -> None:
	"""The municipality, where one is named, is one of the agreement's own."""
	if doc.get("municipality") and doc.municipality not in municipalities_of(doc.agreement):
		frappe.throw(
			_(
				"Municipality {0} is not part of agreement {1}: choose one of its own, or leave it empty"
			).format(frappe.bold(doc.municipality), frappe.bold(doc.agreement)),
			MunicipalityOfOtherAgreementError,
		)


def validate_same_agreement(doc: Document, fieldname: str) -> None:
	"""The document that a link names is one of the same agreement."""
	name = doc.get(fieldname)
	if not name:
		return
	linked = next(field.options for field in doc.meta.get_link_fields() if field.fieldname == fieldname)
	agreement = frappe.db.get_value(linked, name, "agreement")
	if agreement != doc.agreement:
		frappe.throw(
			_("{0} {1} belongs to agreement {2}, this document to {3}").format(
				label(doc, fieldname), frappe.bold(name), frappe.bold(agreement), frappe.bold(doc.agreement)
			),
			OtherAgreementError,
		)
