import type it from "../it/fields"

const en: Record<keyof typeof it, string> = {
	"field.required": "(required)",

	"link.placeholder": "Search…",
	"link.loading": "Searching…",
	"link.none": "No results",
	"link.failed": "The search failed, try again",
	"link.no_target": "Choose the type of document first",
	"link.create": "Create new: {doctype}",
	"link.open": "Open {name}",

	"date.clear": "Clear",
	"date.today": "Today",
	"date.open": "Choose a date",
	"date.previous": "Previous month",
	"date.next": "Next month",
	"date.pattern": "{format}",
	"date.dd": "dd",
	"date.mm": "mm",
	"date.yyyy": "yyyy",

	"time.pattern": "hh:mm",
	"time.of": "{label}, time",

	"problem.date": "Not a date: write it like {example}",
	"problem.time": "Not a time: write it like 09:30",
	"problem.number": "Not a number",
	"problem.whole": "A whole number is needed",
	"problem.negative": "It cannot be negative",
	"problem.email": "Not an e-mail address",
	"problem.link": "“{text}” is not in the list: choose an entry or clear the field",
	"problem.missing": "{label}: required",
	"problem.required": "Required",
}

export default en
