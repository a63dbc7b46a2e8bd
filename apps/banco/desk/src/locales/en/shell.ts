import type it from "../it/shell"

const en: Record<keyof typeof it, string> = {
	"nav.label": "Main navigation",
	"nav.overview": "Overview",
	"nav.home": "Home",
	"nav.administration": "Administration",

	"shell.skip": "Skip to content",
	"shell.menu": "Open the menu",
	"shell.offline": "No connection to the server. What you type stays here: save when the connection is back.",

	"palette.title": "Search or go to",
	"palette.open": "Search",
	"palette.placeholder": "Name, ID or page",
	"palette.documents": "Documents",
	"palette.recent": "Recently opened",
	"palette.pages": "Go to",
	"palette.new": "New: {doctype}",
	"palette.searching": "Searching…",
	"palette.none": "No results",
	"palette.all": "All results for “{text}”",

	"bell.title": "Notifications",
	"bell.unread": "Notifications: {count} unread",
	"bell.new": "Unread:",
	"bell.none": "There are no notifications.",
	"bell.read_all": "Mark all as read",
	"bell.tasks": "My tasks",

	"keys.title": "Keyboard shortcuts",
	"keys.search": "Search or go to",
	"keys.help": "Show these shortcuts",
	"keys.save": "Save",
	"keys.new": "New document",
	"keys.calendar": "Open the calendar or the list of a field",
	"keys.choose": "Walk through the entries of a list",
	"keys.rows": "Go to the row above or below in a table",
	"keys.add_row": "Add a row to the table",
	"keys.open_row": "Open the row of the table",
	"keys.close": "Close dialogs and lists",
	"keys.print": "Print",

	"search.title": "Search",
	"search.words": "Words, names or codes",
	"search.all_kinds": "Search all types of document",
	"search.only": "Only {doctype}",
	"search.more": "Show more results",
	"search.shown": "{n} results shown",
	"search.shown_one": "One result shown",
	"search.none_text": "Try fewer words, the beginning of a name, or the document's code.",
}

export default en
