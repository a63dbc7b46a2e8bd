from banco.document import Document
from banco.messages import throw
from banco.meta import definitions, get_meta
from banco.meta.load import read_definition
from banco.permissions.rules import grants
from banco.translate import _

ADMINISTRATORS = ("System Manager",)


class CustomDocPerm(Document):
	def on_update(self) -> None:
		"""Whatever else is tightened, somebody has to be able to loosen it again."""
		definitions.changed()
		meta = get_meta(self.parent)
		if meta.module != "Core" or meta.custom:
			return
		standard = getattr(read_definition(self.parent), "permissions", None) or ()
		kept = grants(meta.permissions, ADMINISTRATORS, meta).on_all
		if grants(standard, ADMINISTRATORS, meta).on_all - kept:
			text = _("{0} administers the system: the role System Manager keeps its rights on it")
			throw(text.format(_(self.parent)))

	after_delete = on_update
