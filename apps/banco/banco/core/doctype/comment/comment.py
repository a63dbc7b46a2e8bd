from banco.comments import note_on_document
from banco.context import current
from banco.document import Document, get_doc
from banco.values import get_fullname

# What a comment is about and whose it is does not change.
_FIXED = ("comment_type", "comment_email", "comment_by", "reference_doctype", "reference_name")


class Comment(Document):
	def before_insert(self) -> None:
		if self.flags.ignore_permissions:
			return  # the host's own notes on a timeline, and what it has checked
		# A person comments in their own name, on what they may read, and writes no history.
		get_doc(self.reference_doctype, self.reference_name).check_permission("read")
		self.comment_type = "Comment"
		self.comment_email, self.comment_by = current().user, get_fullname()

	def validate(self) -> None:
		before = self.get_doc_before_save()
		if before is not None:
			self.update({field: before.get(field) for field in _FIXED})

	def after_insert(self) -> None:
		note_on_document(self)

	def after_delete(self) -> None:
		note_on_document(self)
