"""Documents and values for scripts; the work is done in `banco.web.client`."""

from banco.web.client import (
	bulk_update,
	cancel,
	delete,
	get,
	get_count,
	get_list,
	get_single_value,
	get_value,
	has_permission,
	insert,
	insert_many,
	save,
	set_value,
	submit,
	validate_link,
)
from banco.web.client import rename_document as rename_doc

__all__ = [
	"bulk_update",
	"cancel",
	"delete",
	"get",
	"get_count",
	"get_list",
	"get_single_value",
	"get_value",
	"has_permission",
	"insert",
	"insert_many",
	"rename_doc",
	"save",
	"set_value",
	"submit",
	"validate_link",
]
