"""A role: what permissions are given to."""

from banco.document import Document
from banco.messages import throw
from banco.translate import _

STANDARD_ROLES = ("Administrator", "System Manager", "All", "Guest", "Desk User")


class Role(Document):
	"""A role."""

	def validate(self) -> None:
		if self.disabled and self.name in STANDARD_ROLES:
			throw(_("Role {0} cannot be disabled").format(self.name))

	def on_trash(self) -> None:
		if self.name in STANDARD_ROLES:
			throw(_("Role {0} cannot be deleted").format(self.name))

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		if old in STANDARD_ROLES:
			throw(_("Role {0} cannot be renamed").format(old))
