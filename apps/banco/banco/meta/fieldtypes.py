"""What kinds of field there are, and the fields that every document has without declaring them."""

LAYOUT = frozenset(
	("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Image", "Fold")
)
TABLES = frozenset(("Table", "Table MultiSelect"))
LINKS = frozenset(("Link", "Dynamic Link"))
INTEGERS = frozenset(("Int", "Long Int", "Check"))
DECIMALS = frozenset(("Float", "Currency", "Percent", "Rating", "Duration"))
NUMBERS = INTEGERS | DECIMALS
DATES = frozenset(("Date", "Datetime", "Time"))
# Their values are markup that a browser renders: sanitised at save. All other text is kept to the letter.
MARKUP = frozenset(("Text Editor", "HTML Editor"))
SHORT_TEXT = frozenset(
	(
		"Data", "Link", "Dynamic Link", "Select", "Password", "Read Only", "Phone", "Autocomplete",
		"Color", "Icon",
	)
)  # fmt: skip
TEXT = SHORT_TEXT | frozenset(
	(
		"Small Text", "Text", "Long Text", "Attach", "Attach Image", "Code", "Text Editor", "Markdown Editor",
		"HTML Editor", "JSON", "Signature", "Geolocation", "Barcode",
	)
)  # fmt: skip
ALL = LAYOUT | TABLES | NUMBERS | DATES | TEXT

# Characters a short text may have when its field does not say otherwise.
SHORT_LENGTH = 140

# Standard fields with their types, in the order in which documents list them.
STANDARD: dict[str, str] = {
	"name": "Data",
	"owner": "Data",
	"creation": "Datetime",
	"modified": "Datetime",
	"modified_by": "Data",
	"docstatus": "Int",
	"idx": "Int",
}
OF_CHILDREN: dict[str, str] = {"parent": "Data", "parentfield": "Data", "parenttype": "Data"}
# Written by the host beside the document (tags, latest comments, assignments), never from a client's form.
ASIDE = ("_user_tags", "_comments", "_assign", "_liked_by")

STANDARD_LABELS: dict[str, str] = {
	"name": "ID",
	"owner": "Created By",
	"creation": "Created On",
	"modified": "Last Updated On",
	"modified_by": "Last Updated By",
	"docstatus": "Document Status",
	"idx": "Index",
	"parent": "Parent",
	"parentfield": "Parent Field",
	"parenttype": "Parent Document Type",
	"_user_tags": "Tags",
	"_comments": "Comments",
	"_assign": "Assigned To",
	"_liked_by": "Liked By",
}
