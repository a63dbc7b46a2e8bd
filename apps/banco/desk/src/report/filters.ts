/** The filters of a report: their values at first, in the address, and what is still missing. */
import type { FilterField, Values } from "./types"
import { holds } from "@/form/expression"

type Query = Record<string, string | null | (string | null)[] | undefined>

const RANGES = new Set(["DateRange", "Date Range"])
export const isRange = (field: FilterField) => RANGES.has(field.fieldtype)
export const isMany = (field: FilterField) => field.fieldtype === "MultiSelectList"

export const isEmpty = (value: unknown) =>
	value === null || value === undefined || value === "" || (Array.isArray(value) && !value.some(Boolean))

/** Defaults, then what the address says. */
export function initialValues(fields: FilterField[], query: Query): Values {
	const values: Values = {}
	for (const field of fields) {
		const given = query[field.fieldname]
		const text = Array.isArray(given) ? given[0] : given
		values[field.fieldname] = typeof text === "string" ? readValue(field, text) : defaultOf(field)
	}
	return values
}

function defaultOf(field: FilterField): unknown {
	const value = typeof field.default === "function" ? (field.default as () => unknown)() : field.default
	if (field.fieldtype === "Check") return Number(value ?? 0)
	return value ?? (isMany(field) ? [] : "")
}

function readValue(field: FilterField, text: string): unknown {
	if (field.fieldtype === "Check") return Number(text)
	if (!isMany(field) && !isRange(field)) return text
	try {
		return JSON.parse(text) as unknown
	} catch {
		return isMany(field) ? [text] : ""
	}
}

/** The address of the filters: those that differ from what they are at first. */
export function queryOf(fields: FilterField[], values: Values): Record<string, string> {
	const query: Record<string, string> = {}
	for (const field of fields) {
		const value = values[field.fieldname]
		const first = defaultOf(field)
		const same = JSON.stringify(value) === JSON.stringify(first) || (isEmpty(value) && isEmpty(first))
		if (!same)
			query[field.fieldname] = typeof value === "object" ? JSON.stringify(value) : String(value ?? "")
	}
	return query
}

/** What is sent: filters without a value are left out, as a report expects. */
export function sentValues(fields: FilterField[], values: Values): Values {
	return Object.fromEntries(
		fields
			.map((field) => [field.fieldname, values[field.fieldname]] as const)
			.filter(([, value]) => !isEmpty(value) && value !== 0),
	)
}

export function isShown(field: FilterField, values: Values): boolean {
	return !field.hidden && holds(field.depends_on, { doc: values })
}

/** The labels of filters that must have a value and have none. */
export function missing(fields: FilterField[], values: Values): string[] {
	return fields
		.filter((field) => field.reqd && isShown(field, values) && isEmpty(values[field.fieldname]))
		.map((field) => field.label || field.fieldname)
}
