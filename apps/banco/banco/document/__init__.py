"""Documents: reading, checking, writing, deleting, renaming and copying them."""

from banco.document.cache import get_cached_doc
from banco.document.copying import copy_doc
from banco.document.delete import delete_doc
from banco.document.document import Document
from banco.document.load import get_doc, new_doc
from banco.document.rename import rename_doc

__all__ = ["Document", "copy_doc", "delete_doc", "get_cached_doc", "get_doc", "new_doc", "rename_doc"]
