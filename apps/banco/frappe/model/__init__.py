"""`frappe.model`: fields that every document has, and kinds of fields."""

from banco.meta.fieldtypes import LAYOUT, OF_CHILDREN, STANDARD, TABLES

default_fields = ("doctype", *STANDARD)
child_table_fields = tuple(OF_CHILDREN)
table_fields = tuple(sorted(TABLES))
no_value_fields = tuple(sorted(LAYOUT | TABLES))
