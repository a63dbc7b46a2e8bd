import type it from "../it/common"

const en: Record<keyof typeof it, string> = {
	loading: "Loading",

	"action.cancel": "Cancel",
	"action.close": "Close",
	"action.confirm": "Confirm",
	"action.delete": "Delete",
	"action.done": "Done",
	"action.duplicate": "Duplicate",
	"action.new": "New",
	"action.ok": "OK",
	"action.retry": "Try again",
	"action.save": "Save",

	"ask.title": "Confirm",

	"message.title": "Message",

	"chips.remove": "Remove {name}",

	"error.title": "Not done",
	"error.unexpected": "Something unexpected happened. Try again; if it goes on, tell your administrator.",
	"error.offline":
		"The server does not answer. Check your connection: what you typed stays here, try again shortly.",
	"error.forbidden": "You are not allowed to do this.",
	"error.missing": "The document is no longer there or has been renamed.",
	"error.large": "What was sent is too large.",
	"error.throttled": "Too many requests in a short time. Wait a moment and try again.",
	"error.server":
		"The server had a problem and saved nothing. Try again; if it goes on, tell your administrator.",

	"leave.title": "Not saved",
	"leave.text": "If you leave now, what you typed will be lost.",
	"leave.go": "Leave without saving",
	"leave.stay": "Stay here",

	"page.home": "Back to home",
	"page.offline": "No connection",
	"page.offline_text": "The server does not answer. Check your connection and try again.",
	"page.forbidden": "Not allowed",
	"page.forbidden_text": "You may not see this page. If you need it for your work, ask your administrator.",
	"page.missing": "Page not found",
	"page.missing_text": "The address leads to no document: it may have been deleted or renamed.",
	"page.failed": "Something went wrong",
	"page.failed_text": "The server had a problem. Try again; if it goes on, tell your administrator.",

	"progress.title": "Work under way",
	"progress.done": "{title}: done",
	"progress.failed": "Work that you started did not succeed. Tell your administrator if it happens again.",

	"level.error": "Error",
	"level.warning": "Warning",

	"status.draft": "Draft",
	"status.submitted": "Submitted",
	"status.cancelled": "Cancelled",
	"status.enabled": "Enabled",
	"status.disabled": "Disabled",

	"standard.name": "ID",
	"standard.owner": "Created by",
	"standard.creation": "Created on",
	"standard.modified": "Modified on",
	"standard.modified_by": "Modified by",
	"standard.docstatus": "Status",

	"value.yes": "Yes",
	"value.no": "No",
	"value.rows": "{n} rows",
	"value.rows_one": "1 row",

	"script.failed": "An automatic part of this form failed. You can go on working.",

	"text.toolbar": "Text formatting",
	"text.bold": "Bold",
	"text.italic": "Italic",
	"text.underline": "Underline",
	"text.heading": "Heading",
	"text.bullets": "Bulleted list",
	"text.numbers": "Numbered list",
	"text.quote": "Quote",
	"text.undo": "Undo",
}

export default en
