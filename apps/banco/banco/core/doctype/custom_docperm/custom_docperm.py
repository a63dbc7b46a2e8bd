from banco.document import Document
from banco.meta import definitions


class CustomDocPerm(Document):
	def on_update(self) -> None:
		definitions.changed()

	def after_delete(self) -> None:
		definitions.changed()
