"""How documents get their names: rules of the doctype, series, and what a name may be."""

import banco.document  # noqa: F401  # the two rooms need each other; this one is the second to load
from banco.naming.name import append_number_if_name_exists, set_new_name, validate_name
from banco.naming.series import (
	getseries,
	make_autoname,
	parse_naming_series,
	revert_series_if_last,
	set_name_by_naming_series,
)

__all__ = [
	"append_number_if_name_exists",
	"getseries",
	"make_autoname",
	"parse_naming_series",
	"revert_series_if_last",
	"set_name_by_naming_series",
	"set_new_name",
	"validate_name",
]
