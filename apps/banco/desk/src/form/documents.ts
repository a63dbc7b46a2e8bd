/** Documents that are not stored yet: new ones with their defaults, copies, amendments, child rows. */
import { isLayout, isTable, type Meta } from "@/data/meta"
import { boot } from "@/data/session"
import type { Doc, DocField } from "@/data/types"
import { today } from "@/i18n/dates"
import { siteNow, siteToday } from "@/i18n/settings"

const STANDARD = [
	"owner",
	"creation",
	"modified",
	"modified_by",
	"idx",
	"docstatus",
	"_user_tags",
	"_comments",
	"_assign",
	"_liked_by",
]
const NUMERIC = new Set(["Int", "Long Int", "Float", "Currency", "Percent", "Check", "Rating", "Duration"])

let serial = 0

/** The name a document bears until the server names it. */
export function temporaryName(doctype: string): string {
	serial += 1
	return `new-${slug(doctype)}-${serial}${Math.random().toString(36).slice(2, 8)}`
}

export function slug(doctype: string): string {
	return doctype.toLowerCase().replace(/ /g, "-")
}

export function newDocument(meta: Meta, values: Record<string, unknown> = {}): Doc {
	const doc: Doc = {
		doctype: meta.name,
		name: temporaryName(meta.name),
		owner: boot.value.user.name,
		docstatus: 0,
		__islocal: 1,
		__unsaved: 1,
	}
	for (const field of meta.fields) {
		if (isLayout(field)) continue
		if (isTable(field)) {
			doc[field.fieldname] = []
			continue
		}
		const value = defaultOf(field)
		if (value !== undefined) doc[field.fieldname] = value
	}
	if (meta.stateField && !doc[meta.stateField]) doc[meta.stateField] = meta.workflow?.states[0]?.state
	return Object.assign(doc, values)
}

export function newRow(
	childMeta: Meta,
	parent: Doc,
	parentfield: string,
	values: Record<string, unknown> = {},
): Doc {
	return Object.assign(newDocument(childMeta), {
		parent: parent.name,
		parenttype: parent.doctype,
		parentfield,
		idx: (parent[parentfield]?.length ?? 0) + 1,
		...values,
	})
}

/** A field's default; the keywords are Frappe's. */
function defaultOf(field: DocField): unknown {
	const given = field.default
	if (given === undefined || given === null || given === "") {
		if (field.fieldtype === "Link" && !field.ignore_user_permissions) return onlyPermitted(field.options)
		if (field.fieldtype === "Select" && field.reqd) return (field.options ?? "").split("\n")[0] || undefined
		return field.fieldtype === "Check" ? 0 : undefined
	}
	const keyword = given.toLowerCase()
	if (keyword === "today") return field.fieldtype === "Datetime" ? now() : siteToday()
	if (keyword === "now") return field.fieldtype === "Time" ? now().slice(11) : now()
	if (given === "__user" || keyword === "user") return boot.value.user.name
	if (given.startsWith(":") || given.startsWith("eval:")) return undefined
	return NUMERIC.has(field.fieldtype) ? Number(given) || 0 : given
}

/** Where the user may use one document only, a link begins with it. */
function onlyPermitted(doctype: string | undefined): string | undefined {
	return doctype ? boot.value.user_defaults?.[doctype] : undefined
}

export function now(): string {
	const time = siteNow()
	const pad = (value: number) => String(value).padStart(2, "0")
	return `${today(time)} ${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`
}

/** Rows that the server made but did not store yet bear a name and a place like any other. */
export function withNamedRows(doc: Doc, meta: Meta): Doc {
	for (const table of meta.tableFields) {
		const rows = (doc[table.fieldname] ??= []) as Doc[]
		rows.forEach((row, index) => {
			if (!row.name) Object.assign(row, { name: temporaryName(table.options ?? ""), __islocal: 1 })
			Object.assign(row, {
				doctype: table.options,
				parent: doc.name,
				parentfield: table.fieldname,
				parenttype: doc.doctype,
				idx: index + 1,
			})
		})
	}
	return doc
}

/** Where a text typed in a link's search goes in the new document: its title, or the first text it needs. */
export function valueFromText(meta: Meta, text: string): Record<string, string> {
	const title = meta.field(meta.titleField)
	const texts = meta.dataFields.filter(
		(field) => field.fieldtype === "Data" && field.reqd && !field.read_only,
	)
	const target =
		title && title.fieldname !== "name" && title.fieldtype === "Data" && !title.read_only ? title : texts[0]
	return text && target ? { [target.fieldname]: text } : {}
}

/**
 * A copy to be saved as a new document. Fields marked "no copy" start afresh; a correction keeps those that
 * people wrote, for what was right in the cancelled document is not to be written again.
 */
export function copyDocument(
	source: Doc,
	meta: Meta,
	childMeta: (doctype: string) => Meta | undefined,
	correction = false,
): Doc {
	const afresh = (field: DocField) => Boolean(field.no_copy && !(correction && !field.read_only))
	const copy = newDocument(meta)
	for (const field of meta.fields) {
		if (isLayout(field) || afresh(field) || field.fieldname === meta.stateField) continue
		const value = source[field.fieldname]
		if (!isTable(field)) {
			if (field.fieldtype !== "Password") copy[field.fieldname] = value
			continue
		}
		const rowMeta = childMeta(field.options ?? "")
		if (!rowMeta) continue
		copy[field.fieldname] = []
		for (const row of (value ?? []) as Doc[])
			copy[field.fieldname].push(copyRow(row, rowMeta, copy, field.fieldname, afresh))
	}
	return copy
}

export function copyRow(
	row: Doc,
	meta: Meta,
	parent: Doc,
	parentfield: string,
	afresh: (field: DocField) => boolean = (field) => Boolean(field.no_copy),
): Doc {
	const fresh = newRow(meta, parent, parentfield)
	const kept = [
		"name",
		"parent",
		"parenttype",
		"parentfield",
		"doctype",
		"__islocal",
		"__unsaved",
		...STANDARD,
	]
	for (const [key, value] of Object.entries(row)) {
		const field = meta.field(key)
		if (!kept.includes(key) && !(field && afresh(field))) fresh[key] = value
	}
	return fresh
}

/** The next draft of a cancelled document. */
export function amendDocument(
	source: Doc,
	meta: Meta,
	childMeta: (doctype: string) => Meta | undefined,
): Doc {
	return Object.assign(copyDocument(source, meta, childMeta, true), { amended_from: source.name })
}
