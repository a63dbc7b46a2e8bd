/** Two hands on one document: which values differ, and a document that keeps those chosen. */
import { isLayout, isTable, type Meta } from "@/data/meta"
import type { Doc, DocField } from "@/data/types"

export interface Difference {
	field: DocField
	mine: unknown
	theirs: unknown
}

/** Fields whose typed value is not the stored one. */
export function differences(mine: Doc, theirs: Doc, meta: Meta): Difference[] {
	return meta.fields
		.filter((field) => !isLayout(field) && !field.is_virtual)
		.filter((field) => signature(mine[field.fieldname], field) !== signature(theirs[field.fieldname], field))
		.map((field) => ({ field, mine: mine[field.fieldname], theirs: theirs[field.fieldname] }))
}

/** The stored document with my values in the fields named. */
export function merged(mine: Doc, theirs: Doc, keepMine: string[]): Doc {
	const result: Doc = { ...theirs }
	for (const fieldname of keepMine) result[fieldname] = mine[fieldname]
	return result
}

const IGNORED = new Set([
	"name",
	"idx",
	"owner",
	"creation",
	"modified",
	"modified_by",
	"parent",
	"__islocal",
	"__unsaved",
])

function signature(value: unknown, field: DocField): string {
	if (!isTable(field)) return value === null || value === undefined ? "" : String(value)
	return JSON.stringify(
		((value ?? []) as Doc[]).map((row) =>
			Object.entries(row)
				.filter(([key, entry]) => !IGNORED.has(key) && entry !== null && entry !== "")
				.sort(([a], [b]) => (a < b ? -1 : 1)),
		),
	)
}
