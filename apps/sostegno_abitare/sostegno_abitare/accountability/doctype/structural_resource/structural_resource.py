import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.programme.amounts import whole_cents, whole_number

CONTRIBUTION = "In-Kind Contribution"


class ResourceInUseError(frappe.ValidationError):
	"""A resource of which a value was recognised, deleted or given to another body."""


class StructuralResource(Document):
	"""A room, a vehicle or equipment that a body brings into services (R16, VA-12)."""

	def validate(self) -> None:
		"""The rules of a resource."""
		whole_cents(self, "purchase_value")
		for field in ("surface", "useful_life"):
			whole_number(self, field)
		before = self.get_doc_before_save()
		if before and before.organisation != self.organisation and self.is_in_use():
			frappe.throw(
				_("{0} was brought in by {1} already: make another resource").format(
					frappe.bold(self.resource_name), frappe.bold(before.organisation)
				),
				ResourceInUseError,
			)

	def on_trash(self) -> None:
		"""What was valued stays."""
		if self.is_in_use():
			frappe.throw(
				_("{0} has contributions: disable it instead").format(frappe.bold(self.resource_name)),
				ResourceInUseError,
			)

	def is_in_use(self) -> bool:
		"""Whether a contribution names it."""
		return bool(frappe.db.exists(CONTRIBUTION, {"resource": self.name}))
