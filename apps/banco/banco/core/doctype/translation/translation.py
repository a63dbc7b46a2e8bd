"""A site's own translation of a text, over those that apps bring."""

from __future__ import annotations

from banco.context import current
from banco.document import Document
from banco.translate import forget_translations


class Translation(Document):
	"""A translation."""

	def on_update(self) -> None:
		self.forget()

	def on_trash(self) -> None:
		self.forget()

	def forget(self) -> None:
		forget_translations()
		current().db.after_commit.add(forget_translations)
