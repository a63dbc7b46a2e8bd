from banco.comments import note_on_document
from banco.document import Document


class Comment(Document):
	def after_insert(self) -> None:
		note_on_document(self)

	def after_delete(self) -> None:
		note_on_document(self)
