"""Documents and values for scripts; the work is done in `banco.web.client`."""

from banco.web.client import (
	bulk_update,
	cancel,
	delete,
	get,
	get_count,
	get_doc_permissions,
	get_list,
	get_single_value,
	get_time_zone,
	get_value,
	has_permission,
	insert,
	insert_many,
	is_document_amended,
	save,
	set_value,
	submit,
	validate_link,
)
from banco.web.client import (
	rename_document as rename_doc,
)

__all__ = [
	"bulk_update",
	"cancel",
	"delete",
	"get",
	"get_count",
	"get_doc_permissions",
	"get_list",
	"get_single_value",
	"get_time_zone",
	"get_value",
	"has_permission",
	"insert",
	"insert_many",
	"is_document_amended",
	"rename_doc",
	"save",
	"set_value",
	"submit",
	"validate_link",
]
