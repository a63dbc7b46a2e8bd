from typing import Any

from banco.document import Document
from banco.errors import ValidationError
from banco.messages import throw
from banco.meta import get_meta
from banco.office.notify import recipients, text_for
from banco.sandbox import is_valid_expression
from banco.translate import _
from banco.web import documents
from banco.whitelist import whitelist


class Notification(Document):
	def validate(self) -> None:
		for row in (self, *self.recipients):
			if wrong := row.condition and is_valid_expression(row.condition):
				throw(wrong, fieldname="condition")
		for key, kinds in {"value_changed": (), "date_changed": ("Date", "Datetime")}.items():
			field = get_meta(self.document_type).get_field(self.get(key) or "")
			if self.get(key) and (field is None or (kinds and field.fieldtype not in kinds)):
				message = _("{0} has no such field: {1}").format(_(self.document_type), self.get(key))
				throw(message, ValidationError, fieldname=key)

	@whitelist()
	def preview(self, docname: str) -> dict[str, Any]:
		"""What the rule says of a document to the user at work, and to whom it would go."""
		doc = documents.readable(self.document_type, docname)
		subject, message = text_for(self, doc)
		return {"subject": subject, "message": message, "to": [user for user, _ in recipients(self, doc)]}
