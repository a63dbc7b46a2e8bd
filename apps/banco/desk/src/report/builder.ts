/** The builder of reports: which columns of a doctype, its rows and its links, grouped how; as a request. */
import type { ChartChoice } from "./chart"
import type { ReportColumn, ReportRow } from "./types"
import { isTable, type Meta } from "@/data/meta"
import type { DocField } from "@/data/types"
import { t } from "@/i18n"
import { fieldLabel } from "@/i18n/labels"
import { listableFields } from "@/list/columns"

/** A field and the doctype it is of: the list's, or that of a table in it. A link's field is "link.field". */
export type FieldRef = [fieldname: string, doctype: string]

export interface GroupKey {
	field: string
	/** Dates are grouped by the month or the year. */
	grain?: "month" | "year"
}

export interface Group {
	keys: GroupKey[]
	fn: "count" | "sum" | "avg"
	on?: string
}

export interface BuilderState {
	fields: FieldRef[]
	group: Group | null
	totals: boolean
	chart: ChartChoice | null
}

export interface Choice {
	ref: FieldRef
	field: DocField
	label: string
}

export interface ChoiceGroup {
	key: string
	label: string
	choices: Choice[]
}

type MetaOf = (doctype: string) => Meta | undefined

/** What may be a column: the doctype's own fields, those of its tables, and those of the links that are known. */
export function choiceGroups(
	meta: Meta,
	metaOf: MetaOf,
	mayRead: (doctype: string) => boolean,
): ChoiceGroup[] {
	const own = { key: "", label: "", choices: listableFields(meta).map((field) => choice(field, meta.name)) }
	const tables = meta.tableFields.filter((field) => meta.canReadField(field) && !field.hidden)
	const links = listableFields(meta).filter(
		(field) => field.fieldtype === "Link" && meta.fields.includes(field) && mayRead(field.options ?? ""),
	)
	return [
		own,
		...tables.map((table) => ({
			key: `table:${table.fieldname}`,
			label: t("builder.rows_of", { table: fieldLabel(table) }),
			choices: fieldsOf(metaOf(table.options ?? "")).map((field) => choice(field, table.options!)),
		})),
		...links.map((link) => ({
			key: `link:${link.options}:${link.fieldname}`,
			label: t("builder.of_link", { link: fieldLabel(link) }),
			choices: fieldsOf(metaOf(link.options ?? "")).map((field) => ({
				...choice(field, meta.name),
				ref: [`${link.fieldname}.${field.fieldname}`, meta.name] as FieldRef,
				label: `${fieldLabel(link)}: ${fieldLabel(field)}`,
			})),
		})),
	]
}

const choice = (field: DocField, doctype: string): Choice => ({
	ref: [field.fieldname, doctype],
	field,
	label: fieldLabel(field),
})
const STANDARD = new Set(["owner", "creation", "modified", "modified_by", "name", "docstatus"])
const fieldsOf = (meta: Meta | undefined) =>
	meta ? listableFields(meta).filter((field) => !STANDARD.has(field.fieldname)) : []

export const sameRef = (a: FieldRef, b: FieldRef) => a[0] === b[0] && a[1] === b[1]

/** The field that a reference means; undefined where it is no more, or not for this reader. */
export function fieldOf(ref: FieldRef, meta: Meta, metaOf: MetaOf): DocField | undefined {
	const [name, rest] = ref[0].split(".")
	if (rest) return metaOf(meta.field(name)?.options ?? "")?.field(rest)
	return (ref[1] === meta.name ? meta : metaOf(ref[1]))?.field(name)
}

function labelOf(ref: FieldRef, field: DocField, meta: Meta): string {
	const link = ref[0].includes(".") ? meta.field(ref[0].split(".")[0]) : undefined
	const table = ref[1] === meta.name ? undefined : meta.tableFields.find((entry) => entry.options === ref[1])
	const around = link ?? table
	return around ? `${fieldLabel(around)}: ${fieldLabel(field)}` : fieldLabel(field)
}

export const quoted = (ref: FieldRef) => (ref[0].includes(".") ? ref[0] : `\`tab${ref[1]}\`.\`${ref[0]}\``)

export interface Request {
	columns: ReportColumn[]
	fields: string[]
	group_by?: string
	order_by: string
}

/** What to ask of the server, and the columns in which its answer is shown. */
export function requestOf(
	state: BuilderState,
	meta: Meta,
	metaOf: MetaOf,
	sort: { field: string; descending: boolean } | null,
	byDefault: { field: string; order: string },
): Request {
	const known = state.fields.flatMap((ref) => {
		const field = fieldOf(ref, meta, metaOf)
		return field && !isTable(field) ? [{ ref, field }] : []
	})
	const direction = sort?.descending ? "desc" : "asc"
	if (state.group) return grouped(state.group, meta, sort && `${sort.field} ${direction}`)
	const columns = known.map(({ ref, field }, at) => ({
		...field,
		hidden: 0 as const,
		label: labelOf(ref, field, meta),
		fieldname: `c${at}`,
		width: undefined,
		...(ref[0] === "name" && ref[1] === meta.name
			? { fieldtype: "Link", options: meta.name, raw: 1 as const }
			: {}),
	}))
	const fields = known.map(({ ref }, at) => `${quoted(ref)} as c${at}`)
	const own = `\`tab${meta.name}\`.\`${byDefault.field}\` ${byDefault.order}`
	return { columns, fields, order_by: sort ? `${sort.field} ${direction}` : own }
}

export const VALUE = "c_value"

function grouped(group: Group, meta: Meta, order: string | null): Request {
	const columns: ReportColumn[] = []
	const fields: string[] = []
	const by: string[] = []
	group.keys.forEach((key, at) => {
		const field = meta.field(key.field)
		if (!field) return
		const column = quoted([key.field, meta.name])
		if (key.grain) {
			const parts = key.grain === "month" ? ["year", "month"] : ["year"]
			parts.forEach((part) => {
				fields.push(`${part}(${column}) as c${at}_${part}`)
				by.push(`${part}(${column})`)
			})
			const label = `${fieldLabel(field)} (${t(key.grain === "month" ? "builder.month" : "builder.year")})`
			columns.push({ fieldname: `c${at}`, fieldtype: "Data", label })
		} else {
			fields.push(`${column} as c${at}`)
			by.push(column)
			columns.push({ ...field, fieldname: `c${at}`, hidden: 0, label: fieldLabel(field) })
		}
	})
	const on = group.fn === "count" ? undefined : meta.field(group.on ?? "")
	fields.push(`${on ? group.fn : "count"}(${quoted([on?.fieldname ?? "name", meta.name])}) as ${VALUE}`)
	columns.push({
		...(on ?? {}),
		fieldname: VALUE,
		fieldtype: on ? (group.fn === "avg" && on.fieldtype === "Int" ? "Float" : on.fieldtype) : "Int",
		hidden: 0,
		label: on
			? `${t(group.fn === "sum" ? "builder.sum" : "builder.avg")}: ${fieldLabel(on)}`
			: t("builder.count"),
	})
	const first = fields[0].split(" as ")[1]
	return { columns, fields, group_by: by.join(", "), order_by: orderOf(order, fields) ?? `${first} asc` }
}

/** An order by a month is one by its year and its month. */
function orderOf(order: string | null, fields: string[]): string | null {
	if (!order) return null
	const [name, direction] = order.split(" ")
	const parts = fields.map((field) => field.split(" as ")[1]).filter((alias) => alias.startsWith(`${name}_`))
	return name !== VALUE && parts.length ? parts.map((part) => `${part} ${direction}`).join(", ") : order
}

/** The same for a file, where what is worked out bears its label. */
export function named({ columns, fields, order_by }: Request): { fields: string[]; order_by: string } {
	const labels = new Map<string, string>()
	const renamed = fields.map((field) => {
		const [sql, alias] = field.split(" as ")
		if (!sql.includes("(")) return field
		const [base, part] = alias.split(/_(?=year$|month$)/)
		const label = String(columns.find((column) => column.fieldname === base)?.label ?? alias)
		const text = part ? `${label}: ${t(part === "year" ? "builder.year" : "builder.month")}` : label
		labels.set(alias, `\`${text.replace(/`/g, "'")}\``)
		return `${sql} as ${labels.get(alias)}`
	})
	const order = order_by.split(", ").map((part) => {
		const [alias, direction] = part.split(" ")
		return labels.has(alias) ? `${labels.get(alias)} ${direction}` : part
	})
	return { fields: renamed, order_by: order.join(", ") }
}

/** Puts years and months of a group's keys together: "03/2026". */
export function readRows(rows: ReportRow[], group: Group | null): ReportRow[] {
	group?.keys.forEach((key, at) => {
		if (!key.grain) return
		for (const row of rows) {
			const [year, month] = [row[`c${at}_year`], row[`c${at}_month`]]
			row[`c${at}`] = !year
				? ""
				: key.grain === "year"
					? String(year)
					: `${String(month).padStart(2, "0")}/${year}`
		}
	})
	return rows
}

const SUMMED = new Set(["Int", "Float", "Currency", "Duration"])

/** The sums of the columns that can be summed; no mean is. */
export function totalOf(
	columns: ReportColumn[],
	rows: ReportRow[],
	group: Group | null,
	word: string,
): ReportRow {
	const total: ReportRow = {}
	columns.forEach((column, at) => {
		const adds = SUMMED.has(column.fieldtype) && !(group?.fn === "avg" && column.fieldname === VALUE)
		if (adds) {
			const sum = rows.reduce((all, row) => all + Number(row[column.fieldname] ?? 0), 0)
			total[column.fieldname] = Math.round(sum * 1e6) / 1e6
		} else if (!at) total[column.fieldname] = word
	})
	return total
}

// -- what a saved report holds: Frappe's form, so that a bench's builder opens it too

interface Saved {
	filters?: unknown[][]
	fields?: (FieldRef | string)[]
	order_by?: string
	add_totals_row?: 0 | 1 | boolean
	group_by?: { group_by?: string; aggregate_function?: Group["fn"]; aggregate_on_field?: string } | null
	then_by?: GroupKey[]
	chart_args?: { x_field?: string; y_axes?: { y_field: string }[]; chart_type?: string } | null
}

export function readSaved(text: string | undefined, doctype: string): { state: BuilderState; saved: Saved } {
	let saved: Saved = {}
	try {
		saved = (JSON.parse(text || "{}") as Saved | null) ?? {}
	} catch {
		// An empty report is better than none.
	}
	const key = /`?(\w+)`?$/.exec(saved.group_by?.group_by ?? "")?.[1]
	const chart = saved.chart_args
	return {
		saved,
		state: {
			fields: (saved.fields ?? []).map((entry) =>
				typeof entry === "string" ? ([entry, doctype] as FieldRef) : ([entry[0], entry[1]] as FieldRef),
			),
			totals: Boolean(Number(saved.add_totals_row ?? 0)),
			group:
				key || saved.then_by?.length
					? {
							keys: saved.then_by?.length ? saved.then_by : [{ field: key! }],
							fn: saved.group_by?.aggregate_function ?? "count",
							on: saved.group_by?.aggregate_on_field,
						}
					: null,
			chart:
				chart?.x_field && chart.y_axes?.length
					? {
							x: chart.x_field,
							y: chart.y_axes.map((axis) => axis.y_field),
							type: (chart.chart_type ?? "bar").toLowerCase() as ChartChoice["type"],
						}
					: null,
		},
	}
}

export function writeSaved(state: BuilderState, doctype: string, filters: unknown[][], order: string): Saved {
	const { group, chart } = state
	return {
		filters,
		fields: state.fields,
		order_by: order,
		add_totals_row: state.totals ? 1 : 0,
		group_by: group && {
			group_by: quoted([group.keys[0].field, doctype]),
			aggregate_function: group.fn,
			aggregate_on_field: group.on ?? "name",
			...{ aggregate_on_doctype: doctype },
		},
		...(group && (group.keys.length > 1 || group.keys[0].grain) ? { then_by: group.keys } : {}),
		chart_args: chart && {
			x_field: chart.x,
			y_axes: chart.y.map((y_field) => ({ y_field })),
			chart_type: chart.type,
		},
	}
}
