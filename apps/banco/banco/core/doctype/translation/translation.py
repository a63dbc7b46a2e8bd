"""A site's own translation of a text, over those that apps bring."""

from __future__ import annotations

from banco.document import Document
from banco.meta import definitions


class Translation(Document):
	"""A translation."""

	def on_update(self) -> None:
		definitions.changed()

	def after_delete(self) -> None:
		definitions.changed()
