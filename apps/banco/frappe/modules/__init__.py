"""Public names for modules of apps."""

from banco.modules import load_doctype_module, scrub
from banco.public import reload_doc

__all__ = ["load_doctype_module", "reload_doc", "scrub"]
