from banco.document import Document
from banco.messages import throw
from banco.meta import definitions, get_meta
from banco.meta.load import read_definition
from banco.permissions.rules import grants
from banco.translate import _
from banco.types import _dict

ADMINISTRATORS = ("System Manager",)


class CustomDocPerm(Document):
	def on_update(self) -> None:
		definitions.changed()
		self._keep_administrators()

	def after_delete(self) -> None:
		definitions.changed()
		self._keep_administrators()

	def _keep_administrators(self) -> None:
		"""Whatever else is tightened, somebody has to be able to loosen it again."""
		meta = get_meta(self.parent)
		if meta.module != "Core" or meta.custom:
			return
		usual = grants((read_definition(self.parent) or _dict()).permissions or (), ADMINISTRATORS, meta)
		if usual.on_all - grants(meta.permissions, ADMINISTRATORS, meta).on_all:
			text = _("{0} administers the system: the role System Manager keeps its rights on it")
			throw(text.format(_(self.parent)))
