"""Letter Head: what stands at the top and the bottom of printed pages."""

from banco.context import current
from banco.document.document import Document


class LetterHead(Document):
	"""One of them is the default."""

	def on_update(self) -> None:
		if self.is_default:
			others = {"name": ["!=", self.name], "is_default": 1}
			for name in current().db.get_all("Letter Head", filters=others, pluck="name"):
				current().db.set_value("Letter Head", name, "is_default", 0)
