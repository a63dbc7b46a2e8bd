import type it from "../it/home"

const en: Record<keyof typeof it, string> = {
	"home.morning": "Good morning, {name}",
	"home.afternoon": "Good afternoon, {name}",
	"home.evening": "Good evening, {name}",
	"home.waiting": "Waiting for you",
	"home.waiting_all": "Show also: {kinds}",
	"home.abilities": "What you can do here",
	"home.may_create": "Read, create and change",
	"home.may_write": "Read and change",
	"home.may_read": "Read",
	"home.no_pages": "There is nothing here for you yet",
	"home.no_pages_text":
		"Your profile ({profile}) gives access to no documents yet. When work is given to you, you will find it on this page; if you expected to see some already, ask whoever runs the system.",
	"home.nothing_text": "No document waits for an action of yours at the moment.",
	"home.drafts": "Drafts to submit",
	"home.latest": "Latest updates",
	"home.recent": "Recently opened",
	"home.shortcuts": "Shortcuts",
	"home.no_data": "Nothing to show",
	"home.all": "See all",

	"blocks.edit": "Edit the page",
	"blocks.saved": "Page saved",
	"blocks.kind": "Kind of block",
	"blocks.which": "Which",
	"blocks.text": "Text",
	"blocks.add": "Add",
	"blocks.up": "Move up: {name}",
	"blocks.down": "Move down: {name}",
	"blocks.remove": "Remove: {name}",
	"blocks.header": "Heading",
	"blocks.paragraph": "Text",
	"blocks.number_card": "Number",
	"blocks.chart": "Chart",
	"blocks.quick_list": "Short list",
	"blocks.shortcut": "Shortcut",
	"blocks.card": "Group of links",
	"blocks.spacer": "Space",

	"workspace.empty": "This workspace has no links yet",
}

export default en
