/** A workspace's `content`: blocks in Frappe's shape, and the figures that they name. */
import { call } from "@/data/request"
import { boot } from "@/data/session"
import type { Workspace } from "@/data/types"
import { addDays, addMonths } from "@/i18n/dates"
import { siteToday } from "@/i18n/settings"

export interface Block {
	id: string
	type: string
	data: Record<string, unknown> & { col?: number }
}

/** A row of the workspace for a figure; `doc` is the card's or chart's own document. */
export interface Figure {
	label: string
	title: string
	document_type?: string
	quick_list_filter?: string
	doc?: Record<string, string> | null
}

export interface Figures {
	number_cards: { items: Figure[] }
	charts: { items: Figure[] }
	quick_lists: { items: Figure[] }
}

export const KINDS = {
	header: "text",
	paragraph: "text",
	shortcut: "shortcut_name",
	card: "card_name",
	number_card: "number_card_name",
	chart: "chart_name",
	quick_list: "quick_list_name",
	spacer: "",
} as const
export type Kind = keyof typeof KINDS

/** The blocks that the desk draws; without any, the shortcuts and then the cards of links. */
export function blocksOf(workspace: Workspace): Block[] {
	const found = readBlocks(workspace.content)
	if (found.length) return found
	const cards = (workspace.links ?? []).filter((link) => link.type === "Card Break")
	return [
		...(workspace.shortcuts ?? []).map((entry) => block("shortcut", entry.label, 3)),
		...cards.map((entry) => block("card", entry.label, 4)),
	]
}

export function readBlocks(content: string | undefined): Block[] {
	try {
		const found = JSON.parse(content || "[]") as Block[]
		return Array.isArray(found) ? found.filter((entry) => entry.type in KINDS) : []
	} catch {
		return []
	}
}

let count = 0
export const block = (type: Kind, name = "", col = 12): Block => ({
	id: `b${Date.now().toString(36)}${++count}`,
	type,
	data: { ...(KINDS[type] ? { [KINDS[type]]: name } : {}), col },
})

export const nameOf = (entry: Block) => String(entry.data[KINDS[entry.type as Kind]] ?? "")

/** Blocks of the same kind that follow each other, drawn side by side under their headings. */
export function rowsOf(blocks: Block[]): { kind: string; blocks: Block[] }[] {
	const rows: { kind: string; blocks: Block[] }[] = []
	for (const entry of blocks) {
		const last = rows[rows.length - 1]
		const kind = entry.type === "quick_list" ? "chart" : entry.type
		if (last?.kind === kind && !["header", "paragraph", "spacer"].includes(kind)) last.blocks.push(entry)
		else rows.push({ kind, blocks: [entry] })
	}
	// A heading stands over something: what this user does not see leaves no heading behind.
	return rows.filter(({ kind }, at) => kind !== "header" || (rows[at + 1] && rows[at + 1].kind !== "header"))
}

export const fetchFigures = (workspace: string) =>
	call<Figures>("frappe.desk.desktop.get_desktop_page", { page: JSON.stringify({ name: workspace }) })

const json = (text: string | undefined): unknown => {
	try {
		return JSON.parse(text || "[]")
	} catch {
		return []
	}
}

/** A card's or chart's filters, those that depend on the day and the user worked out. */
export function filtersOf(doc: Record<string, string>): unknown[][] {
	const fixed = json(doc.filters_json)
	const listed = Array.isArray(fixed) ? (fixed as unknown[][]) : objectFilters(doc.document_type, fixed)
	const moving = json(doc.dynamic_filters_json)
	const found = Array.isArray(moving) ? (moving as unknown[][]) : objectFilters(doc.document_type, moving)
	return [...listed, ...found.map((entry) => [...entry.slice(0, 3), evaluated(String(entry[3]))])].map(
		(entry) => entry.slice(0, 4),
	)
}

const objectFilters = (doctype: string, given: unknown) =>
	Object.entries((given ?? {}) as Record<string, unknown>).map(([field, value]) => [
		doctype,
		field,
		"=",
		value,
	])

/** The filters of a report: an object, its moving values worked out. */
export function reportFilters(doc: Record<string, string>): Record<string, unknown> {
	const fixed = json(doc.filters_json)
	const moving = json(doc.dynamic_filters_json)
	const object = (given: unknown) => (Array.isArray(given) ? {} : (given as Record<string, unknown>))
	const worked = Object.entries(object(moving)).map(([key, value]) => [key, evaluated(String(value))])
	return { ...object(fixed), ...Object.fromEntries(worked) }
}

const DAYS: Record<string, () => string> = {
	get_today: siteToday,
	nowdate: siteToday,
	now_date: siteToday,
	month_start: () => `${siteToday().slice(0, 7)}-01`,
	month_end: () => addDays(addMonths(`${siteToday().slice(0, 7)}-01`, 1), -1),
	year_start: () => `${siteToday().slice(0, 4)}-01-01`,
	year_end: () => `${siteToday().slice(0, 4)}-12-31`,
}

/** The few expressions that filters are written in; any other text stands for itself. */
export function evaluated(text: string): unknown {
	const given = text.trim()
	if (given === "frappe.session.user" || given === "frappe.user.name") return boot.value.user.name
	const moved = /^frappe\.datetime\.(add_days|add_months)\((.+),\s*(-?\d+)\)$/.exec(given)
	if (moved)
		return (moved[1] === "add_days" ? addDays : addMonths)(String(evaluated(moved[2])), Number(moved[3]))
	const day = /^frappe\.datetime\.(\w+)\(\)$/.exec(given)
	if (day && Object.hasOwn(DAYS, day[1])) return DAYS[day[1]]()
	const own = /^frappe\.defaults\.get_user_default\(["'](.+)["']\)$/.exec(given)
	return own ? (boot.value.user_defaults?.[own[1]] ?? "") : given
}
