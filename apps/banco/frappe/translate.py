"""Public names for translations."""

from banco.desk import load_all_translations
from banco.translate import _ as _
from banco.translate import messages as get_all_translations
from banco.translate import set_user_language as get_user_lang

__all__ = ["_", "get_all_translations", "get_user_lang", "load_all_translations"]
