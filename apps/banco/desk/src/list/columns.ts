/** Columns of a list: the doctype's own choice, or the user's. */
import { isLayout, isTable, type Meta, userSettings } from "@/data/meta"
import { bootDoctype } from "@/data/session"
import type { DocField } from "@/data/types"
import { t, type TextKey } from "@/i18n"
import { statusField } from "@/ui/status"

/** The state of documents that are submitted and have no other, as something to show and to filter by. */
function docstatusField(): DocField {
	const options = ["draft", "submitted", "cancelled"].map((name, value) => ({
		value: String(value),
		label: t(`status.${name}` as TextKey),
	}))
	return {
		fieldname: "docstatus",
		fieldtype: "Select",
		label: "Document Status",
		options: options as unknown as string,
	}
}

const NEVER = new Set([
	"Text Editor",
	"HTML Editor",
	"Code",
	"JSON",
	"Password",
	"Attach Image",
	"Markdown Editor",
])
const MOST = 6

/** Fields that may stand in a list or a filter. */
export function listableFields(meta: Meta): DocField[] {
	const own = meta.fields.filter(
		(field) =>
			!isLayout(field) &&
			!isTable(field) &&
			!NEVER.has(field.fieldtype) &&
			!field.is_virtual &&
			meta.canReadField(field),
	)
	const standard = ["name", "owner", "creation", "modified", "modified_by"].map((name) => meta.field(name)!)
	return [
		...own.filter((field) => !field.hidden),
		...(meta.source.is_submittable ? [docstatusField()] : []),
		...standard,
	]
}

/** The columns after the title; the state, where there is one, comes first. */
export function defaultColumns(meta: Meta): DocField[] {
	const status = statusField(meta)
	const marked = meta.fields.filter(
		(field) =>
			field.in_list_view &&
			field.fieldname !== meta.titleField &&
			field.fieldname !== status &&
			!field.hidden &&
			meta.canReadField(field) &&
			!NEVER.has(field.fieldtype),
	)
	const state = status ? [meta.field(status)!] : meta.source.is_submittable ? [docstatusField()] : []
	const columns = [...state, ...marked].slice(0, MOST)
	return [...columns, meta.field("modified")!]
}

export function chosenColumns(meta: Meta): DocField[] {
	const saved = (userSettings(meta.name).List as { columns?: string[] } | undefined)?.columns
	if (!Array.isArray(saved) || !saved.length) return defaultColumns(meta)
	const allowed = new Map(listableFields(meta).map((field) => [field.fieldname, field]))
	return saved.flatMap((name) => allowed.get(name) ?? [])
}

/** Fields to filter by at a glance. */
export function standardFilters(meta: Meta): DocField[] {
	const allowed = new Set(["Select", "Link", "Date", "Data", "Check", "Dynamic Link"])
	return meta.fields
		.filter(
			(field) =>
				field.in_standard_filter &&
				!field.hidden &&
				allowed.has(field.fieldtype) &&
				meta.canReadField(field) &&
				field.fieldname !== statusField(meta),
		)
		.slice(0, 5)
}

const WEIGHTS: Record<string, number> = {
	Date: 1.6,
	Datetime: 2,
	Int: 1,
	Float: 1.2,
	Percent: 1,
	Currency: 1.4,
	Check: 1,
	Select: 1.5,
}

/** The share of the list's width that a column takes; the title takes three. */
export function columnWeight(field: DocField, meta: Meta): number {
	if (field.fieldname === statusField(meta) || field.fieldname === "docstatus") return 2
	if (field.fieldname === "modified" || field.fieldname === "creation") return 1.5
	return WEIGHTS[field.fieldtype] ?? 2
}

const titleAlias = (fieldname: string) => `${fieldname}__title`

/** Field names to ask for, with the titles of links whose doctypes show them. */
export function requestFields(meta: Meta, columns: DocField[]): string[] {
	const names = new Set(["name", "docstatus", meta.titleField, ...columns.map((field) => field.fieldname)])
	const status = statusField(meta)
	if (status) names.add(status)
	for (const flag of ["enabled", "disabled"]) if (meta.field(flag)) names.add(flag)
	const titles = columns.flatMap((field) => {
		const target = field.fieldtype === "Link" ? bootDoctype(field.options) : undefined
		const shown = target?.show_title_field_in_link && target.title_field && meta.fields.includes(field)
		return shown ? [`${field.fieldname}.${target.title_field} as ${titleAlias(field.fieldname)}`] : []
	})
	return [...names, ...titles]
}

/** Takes the titles that came with a row. */
export function readTitles(
	row: Record<string, unknown>,
	columns: DocField[],
	take: (doctype: string, name: string, title: unknown) => void,
): void {
	for (const field of columns) {
		const title = row[titleAlias(field.fieldname)]
		if (title && field.options) take(field.options, String(row[field.fieldname]), title)
	}
}
