/** Fields in their tabs, sections and columns, as the breaks between them say. */
import type { DocField } from "@/data/types"

export interface Section {
	key: string
	field: DocField | null
	columns: DocField[][]
}

export interface Tab {
	key: string
	field: DocField | null
	sections: Section[]
}

/** Empty parts are left out; what stands before the first tab makes a tab without a field. */
export function layoutOf(fields: DocField[]): Tab[] {
	const tabs: Tab[] = []
	let tab: Tab = { key: "first", field: null, sections: [] }
	let section: Section | null = null
	for (const field of fields) {
		if (field.fieldtype === "Tab Break") {
			tabs.push(tab)
			tab = { key: field.fieldname, field, sections: [] }
			section = null
		} else if (field.fieldtype === "Section Break") {
			section = { key: field.fieldname, field, columns: [[]] }
			tab.sections.push(section)
		} else {
			if (!section) {
				section = { key: `${tab.key}-first`, field: null, columns: [[]] }
				tab.sections.push(section)
			}
			if (field.fieldtype === "Column Break") section.columns.push([])
			else section.columns[section.columns.length - 1].push(field)
		}
	}
	tabs.push(tab)
	for (const each of tabs) {
		for (const part of each.sections) part.columns = part.columns.filter((column) => column.length)
		each.sections = each.sections.filter((part) => part.columns.length)
	}
	return tabs.filter((each) => each.sections.length)
}

/** Columns of a child table: those marked for lists, or else the first few that can be shown. */
export function gridColumns(fields: DocField[], limit = 8): DocField[] {
	const shown = fields.filter((field) => field.in_list_view && !field.hidden && field.fieldtype !== "Table")
	if (shown.length) return shown.slice(0, limit)
	const simple = new Set([
		"Data",
		"Link",
		"Select",
		"Date",
		"Int",
		"Float",
		"Currency",
		"Check",
		"Small Text",
	])
	return fields.filter((field) => simple.has(field.fieldtype) && !field.hidden).slice(0, 4)
}

/** The parts of the grid's width that a column takes. */
export function columnWeight(field: DocField): number {
	// A date needs its ten signs, a tick its heading and a name its room, whatever the doctype says.
	const least = { Date: 1.9, Check: 1.6, Link: 2.4, Select: 2.2 }[field.fieldtype as string] ?? 0
	if (field.columns) return Math.max(Number(field.columns), least)
	if (field.fieldtype === "Check" || field.fieldtype === "Int") return Math.max(1, least)
	if (["Small Text", "Text", "Text Editor"].includes(field.fieldtype)) return 3
	return 2
}
