from typing import Any

from banco import files
from banco.context import current
from banco.document import Document
from banco.document.load import get_doc


class File(Document):
	def before_insert(self) -> None:
		if self.attached_to_doctype and self.attached_to_name and not self.flags.ignore_permissions:
			get_doc(self.attached_to_doctype, self.attached_to_name).check_permission("write")
		files.take_content(self)

	def validate(self) -> None:
		before = self.get_doc_before_save()
		if before is not None:
			# Where the content lies is not a form's business.
			for field in ("file_url", "content_hash", "file_size", "is_private"):
				self.set(field, before.get(field))

	def after_insert(self) -> None:
		if self.attached_to_doctype and self.attached_to_name:
			self._comment("Attachment")

	def on_trash(self) -> None:
		files.remove_content(self)
		if self.attached_to_doctype and current().db.exists(self.attached_to_doctype, self.attached_to_name):
			self._comment("Attachment Removed")

	def get_content(self) -> bytes | str:
		"""What the file holds: text where it is UTF-8, else bytes. For code that has asked for the permission."""
		path = files.path_of(self.file_url)
		if path is None:
			raise FileNotFoundError(self.file_url)
		content = path.read_bytes()
		try:
			return content.decode("utf-8")
		except UnicodeDecodeError:
			return content

	def _comment(self, kind: str) -> None:
		target: Any = get_doc(self.attached_to_doctype, self.attached_to_name)
		target.add_comment(kind, self.file_name)
