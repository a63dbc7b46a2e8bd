"""`frappe.model.naming`."""

from banco.naming import (
	append_number_if_name_exists,
	getseries,
	make_autoname,
	parse_naming_series,
	revert_series_if_last,
	set_name_by_naming_series,
	set_new_name,
	validate_name,
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
