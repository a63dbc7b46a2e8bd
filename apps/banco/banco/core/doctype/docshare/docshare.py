from banco.document import Document
from banco.permissions import clear_user_cache


class DocShare(Document):
	def on_update(self) -> None:
		clear_user_cache()

	def after_delete(self) -> None:
		clear_user_cache()
