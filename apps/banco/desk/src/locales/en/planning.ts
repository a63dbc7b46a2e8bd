import type it from "../it/planning"

const en: Record<keyof typeof it, string> = {
	"calendar.title": "Calendar: {doctype}",
	"calendar.none": "{doctype}: there is no calendar",
	"calendar.empty": "Nothing in this month",
	"calendar.month": "Month",
	"calendar.week": "Week",
	"calendar.list": "List",
	"calendar.mode": "View of the calendar",
	"calendar.week_before": "Previous week",
	"calendar.week_after": "Next week",
	"calendar.found": "{n} events",
	"calendar.found_one": "One event",
	"calendar.more": "{n} more",
	"calendar.more_one": "one more",
	"calendar.day": "{day}, {n} events",
	"calendar.day_one": "{day}, one event",
	"calendar.create_on": "Create on {day}, {n} events",
	"calendar.create_on_one": "Create on {day}, one event",

	"map.title": "Map: {doctype}",
	"map.none": "{doctype}: there are no coordinates to put on a map",
	"map.region": "Map",
	"map.dark": "The map's pictures could not be fetched. The places and the list are complete.",
	"map.placed": "{n} of {total} on the map",
	"map.most": "Only the first {n} are shown: use the filters to see the others.",
	"map.show": "Show {title} on the map",
	"map.unplaced": "Not on the map",
	"map.empty": "Nothing to show",
	"map.closer": "Closer",
	"map.farther": "Farther",

	"board.title": "Board: {doctype}",
	"board.none": "{doctype}: there is no state to make columns of",
	"board.ready": "The board is ready",
	"board.move": "Move {title}",
	"board.moved": "{title} is now in {to}",
	"board.no_way": "Your profile may not go from {from} to {to}",
	"board.all": "See all ({n})",
}

export default en
