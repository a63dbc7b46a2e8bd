/**
 * What a list shows, as an address and as a request. The address is Frappe's: `?status=Open`, and for other
 * comparisons `?amount=[">",100]`; the desk adds `q`, `sort` and `page`.
 */
import type { DocField } from "@/data/types"

export type Operator =
	"=" | "!=" | ">" | "<" | ">=" | "<=" | "like" | "not like" | "in" | "not in" | "between" | "is"

export interface Filter {
	field: string
	operator: Operator
	value: unknown
}

export interface ListState {
	filters: Filter[]
	search: string
	sort: { field: string; order: "asc" | "desc" }
	page: number
}

type Query = Record<string, string | null | (string | null)[] | undefined>

const OWN = new Set(["q", "sort", "page"])
const OPERATORS = new Set<string>([
	"=",
	"!=",
	">",
	"<",
	">=",
	"<=",
	"like",
	"not like",
	"in",
	"not in",
	"between",
	"is",
])

export function readState(
	query: Query,
	known: (field: string) => boolean,
	sort: ListState["sort"],
): ListState {
	const filters: Filter[] = []
	for (const [field, given] of Object.entries(query)) {
		if (OWN.has(field) || !known(field)) continue
		for (const text of Array.isArray(given) ? given : [given]) {
			if (text !== null && text !== undefined) filters.push(readFilter(field, text))
		}
	}
	const one = (value: Query[string]) => String((Array.isArray(value) ? value[0] : value) ?? "")
	const [field, order] = one(query.sort).split(" ")
	return {
		filters,
		search: one(query.q),
		sort: field && known(field) ? { field, order: order === "asc" ? "asc" : "desc" } : sort,
		page: Math.max(1, parseInt(one(query.page), 10) || 1),
	}
}

function readFilter(field: string, text: string): Filter {
	if (text.startsWith("[")) {
		try {
			const [operator, value] = JSON.parse(text) as [string, unknown]
			if (OPERATORS.has(operator)) return { field, operator: operator as Operator, value }
		} catch {
			// A value that only looks like a comparison.
		}
	}
	return { field, operator: "=", value: text }
}

export function writeState(state: ListState, sort: ListState["sort"]): Record<string, string | string[]> {
	const query: Record<string, string | string[]> = {}
	for (const { field, operator, value } of state.filters) {
		const text =
			operator === "=" && !String(value).startsWith("[") ? String(value) : JSON.stringify([operator, value])
		const before = query[field]
		query[field] = before === undefined ? text : [...(Array.isArray(before) ? before : [before]), text]
	}
	if (state.search) query.q = state.search
	if (state.sort.field !== sort.field || state.sort.order !== sort.order)
		query.sort = `${state.sort.field} ${state.sort.order}`
	if (state.page > 1) query.page = String(state.page)
	return query
}

/** Filters as the server takes them: doctype, field, operator, value. */
export function requestFilters(doctype: string, filters: Filter[]): unknown[][] {
	return filters.map(({ field, operator, value }) => [doctype, field, operator, operand(operator, value)])
}

function operand(operator: Operator, value: unknown): unknown {
	if (operator === "like" || operator === "not like")
		return String(value).includes("%") ? value : `%${value}%`
	if ((operator === "in" || operator === "not in") && typeof value === "string") {
		return value.split(",").map((part) => part.trim())
	}
	return value
}

/** A free text is looked for in each of the fields. */
export function searchFilters(doctype: string, text: string, fields: string[]): unknown[][] {
	const typed = text.trim()
	return typed ? fields.map((field) => [doctype, field, "like", `%${typed}%`]) : []
}

const TEXTS: Operator[] = ["like", "not like", "=", "!=", "in", "is"]
const CHOICES: Operator[] = ["=", "!=", "in", "not in", "is"]
const AMOUNTS: Operator[] = ["=", "!=", ">", ">=", "<", "<=", "between", "is"]

/** Comparisons that make sense for a field; the first is offered first. */
export function operatorsFor(field: DocField): Operator[] {
	switch (field.fieldtype) {
		case "Check":
			return ["="]
		case "Select":
		case "Link":
		case "Dynamic Link":
			return CHOICES
		case "Int":
		case "Float":
		case "Currency":
		case "Percent":
			return AMOUNTS
		case "Date":
		case "Datetime":
			return ["between", "=", ">=", "<=", "is"]
		default:
			return TEXTS
	}
}
