/** The rows of a report as a table shows them: columns in one shape, the total apart, sorted, folded. */
import type { ReportColumn, ReportResult, ReportRow } from "./types"
import { formatValue, isNumeric } from "@/i18n/format"
import { round } from "@/i18n/numbers"

export interface Table {
	columns: ReportColumn[]
	rows: ReportRow[]
	total: ReportRow | null
}

/** A column from "Label:Link/DocType:120" or an object. */
export function columnOf(given: unknown, at: number): ReportColumn {
	if (typeof given !== "string") {
		const column = given as ReportColumn
		return { ...column, fieldname: column.fieldname ?? `column_${at}`, fieldtype: column.fieldtype || "Data" }
	}
	const [label, kind = "", width] = given.split(":")
	const [fieldtype, options] = kind.split("/")
	const fieldname = label.replace(/[ -]/g, "_").toLowerCase()
	return { label, fieldname, fieldtype: fieldtype || "Data", options, width }
}

export function tableOf(found: ReportResult): Table {
	const columns = found.columns.map(columnOf)
	const rows = (found.result ?? []).map((row) => rowOf(row, columns))
	const total = found.add_total_row && rows.length ? rows.pop()! : null
	return { columns, rows, total }
}

function rowOf(row: unknown, columns: ReportColumn[]): ReportRow {
	if (!Array.isArray(row)) return row as ReportRow
	return Object.fromEntries(columns.map((column, at) => [column.fieldname, row[at]]))
}

export interface Sort {
	field: string
	descending: boolean
}

/** The places of the rows in the order asked for; rows of equal rank keep theirs, empty cells come last. */
export function sorted(rows: ReportRow[], column: ReportColumn | undefined, descending: boolean): number[] {
	const places = rows.map((_, at) => at)
	if (!column) return places
	const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" })
	const numeric = isNumeric(column) || column.fieldtype === "Check"
	const empty = (value: unknown) => value === null || value === undefined || value === ""
	const sign = descending ? -1 : 1
	return places.sort((a, b) => {
		const [one, other] = [rows[a][column.fieldname], rows[b][column.fieldname]]
		if (empty(one) || empty(other)) return Number(empty(one)) - Number(empty(other)) || a - b
		const rank = numeric ? Number(one) - Number(other) : collator.compare(String(one), String(other))
		return rank * sign || a - b
	})
}

export const isTree = (rows: ReportRow[]) => rows.some((row) => Number(row.indent ?? 0) > 0)

/** Whether the row at a place has others within it. */
export function isParent(rows: ReportRow[], at: number): boolean {
	return at + 1 < rows.length && Number(rows[at + 1].indent ?? 0) > Number(rows[at].indent ?? 0)
}

/** The places of parents at and beyond a depth: what is folded at first. */
export function foldedFrom(rows: ReportRow[], depth: number): Set<number> {
	return new Set(
		rows.flatMap((row, at) => (isParent(rows, at) && Number(row.indent ?? 0) >= depth ? [at] : [])),
	)
}

/** The places of the rows that no folded parent hides. */
export function unfolded(rows: ReportRow[], folded: Set<number>): number[] {
	const shown: number[] = []
	let hiddenBelow = Infinity
	rows.forEach((row, at) => {
		const indent = Number(row.indent ?? 0)
		if (indent > hiddenBelow) return
		hiddenBelow = folded.has(at) ? indent : Infinity
		shown.push(at)
	})
	return shown
}

/** The part of a long table that is drawn: rows in sight and some more on either side. */
export function windowOf(
	scroll: number,
	height: number,
	rowHeight: number,
	count: number,
	spare = 12,
): [number, number] {
	const first = Math.max(0, Math.floor(scroll / rowHeight) - spare)
	const last = Math.min(count, Math.ceil((scroll + height) / rowHeight) + spare)
	return [Math.min(first, last), last]
}

const WIDTHS: Record<string, number> = {
	Int: 90,
	Float: 120,
	Percent: 100,
	Currency: 130,
	Date: 110,
	Datetime: 150,
	Check: 80,
	Data: 190,
	Link: 180,
}

/** Pixels of a column: what the report says (at least 60), or what suits its type and its heading. */
export function widthOf(column: ReportColumn): number {
	const given = parseInt(String(column.width ?? ""), 10)
	if (given) return Math.max(given, 60)
	return Math.max(WIDTHS[column.fieldtype] ?? 160, Math.min(String(column.label ?? "").length * 8 + 40, 220))
}

/** Digits at most, where the report does not say how many: quotients have no end. */
const DIGITS: Record<string, number> = { Percent: 2, Float: 3 }

/** The text of a cell. */
export function cellText(row: ReportRow, column: ReportColumn): string {
	const value = row[column.fieldname]
	if (column.raw) return String(value ?? "")
	const digits = column.precision ? undefined : DIGITS[column.fieldtype]
	const shown = digits !== undefined && typeof value === "number" ? round(value, digits) : value
	return formatValue(shown, column, row as never)
}

/** The names that link columns show, by doctype: for asking their titles at once. */
export function linkedNames(table: Table): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>()
	for (const column of table.columns) {
		if (column.fieldtype !== "Link" || !column.options || column.hidden || column.raw) continue
		const names = found.get(column.options) ?? new Set<string>()
		for (const row of table.rows) if (row[column.fieldname]) names.add(String(row[column.fieldname]))
		found.set(column.options, names)
	}
	return found
}
