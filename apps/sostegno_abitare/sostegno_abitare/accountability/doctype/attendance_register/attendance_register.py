from frappe.model.document import Document
from frappe.utils import cint, formatdate
from sostegno_abitare.housing.territory import validate_municipality_of_agreement, validate_same_agreement
from sostegno_abitare.programme.validity import lacks_mandatory, validate_order


class AttendanceRegister(Document):
	"""A period whose attendance is printed to be signed, and the copy that was signed: the evidence behind valued
	hours (R12).
	"""

	def before_validate(self) -> None:
		"""The title: the period, and whose it is."""
		days = f"{formatdate(self.from_date)} – {formatdate(self.to_date)}"
		self.title = " ".join(filter(None, (days, self.volunteer or self.municipality or self.agreement)))
		self.with_blank_rows = max(cint(self.with_blank_rows), 0)

	def validate(self) -> None:
		"""A period, and a volunteer of the agreement."""
		if lacks_mandatory(self):
			return
		validate_order(self, "from_date", "to_date")
		validate_municipality_of_agreement(self)
		validate_same_agreement(self, "volunteer")
