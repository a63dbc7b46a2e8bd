/**
 * One open document: its values, what the user did to them, and what scripts changed about its fields.
 * It knows nothing of the screen nor of the network; `persist.ts` loads and stores it.
 */
import { reactive, toRaw } from "vue"
import { differences } from "./conflict"
import { newRow, withNamedRows } from "./documents"
import { fetchValues, linkedFields } from "./fetching"
import { type Meta, metaOf } from "@/data/meta"
import type { Doc, DocField, DocInfo } from "@/data/types"
import type { Tone } from "@/ui/feedback"

export interface CustomButton {
	label: string
	group?: string
	primary?: boolean
	action(): unknown
}

export interface Query {
	query?: string
	filters?: unknown
	[key: string]: unknown
}

export type QuerySource = Query | ((doc: Doc, cdt?: string, cdn?: string) => Query | undefined)

/** Runs the scripts' handlers for an event; the row's doctype and name where a row is meant. */
export type Dispatch = (event: string, cdt?: string, cdn?: string) => Promise<void>

/** Where a value lives: "person", or "members.<row name>.role". */
export const pathOf = (fieldname: string, row?: Doc) =>
	row?.parentfield ? `${row.parentfield}.${row.name}.${fieldname}` : fieldname

export class FormModel {
	doc: Doc
	docinfo: DocInfo = {}
	dirty = false
	busy = false
	/** Messages beside fields, by path. */
	errors: Record<string, string> = {}
	/** Typed texts that are no value of their field (a letter in a number), by path; saving waits for them. */
	problems: Record<string, string> = {}
	/** What scripts set, by "field", "table.field" or "table.row.field". */
	overrides: Record<string, Partial<DocField>> = {}
	queries: Record<string, QuerySource> = {}
	buttons: CustomButton[] = []
	intro: { text: string; tone: Tone } | null = null
	headline = ""
	comments: string[] = []
	/** Content that scripts put into HTML fields. */
	html: Record<string, string> = {}
	disabledSave = false
	readOnly = false
	conflict = false
	/** The tab on screen; it stays when a new document gets its address. */
	tab = ""
	dispatch: Dispatch = async () => undefined

	constructor(
		readonly meta: Meta,
		doc: Doc,
	) {
		this.doc = withNamedRows(doc, meta)
	}

	get isNew(): boolean {
		return Boolean(this.doc.__islocal)
	}

	get doctype(): string {
		return this.meta.name
	}

	childMeta(table: string): Meta | undefined {
		return metaOf(this.meta.field(table)?.options ?? "")
	}

	metaFor(row?: Doc): Meta {
		return (row?.parentfield && this.childMeta(row.parentfield)) || this.meta
	}

	/** A field as the doctype has it, with what scripts changed: for all rows, then for one. */
	field(fieldname: string, row?: Doc): DocField | undefined {
		const plain = this.metaFor(row).field(fieldname)
		if (!plain) return undefined
		const table = row?.parentfield
		const all = this.overrides[table ? `${table}.${fieldname}` : fieldname]
		const one = row && this.overrides[pathOf(fieldname, row)]
		return all || one ? { ...plain, ...all, ...one } : plain
	}

	setProblem(path: string, text: string): void {
		if (text) this.problems[path] = text
		else delete this.problems[path]
	}

	override(key: string, property: string, value: unknown): void {
		this.overrides[key] = { ...this.overrides[key], [property]: value }
	}

	/**
	 * Sets a value as the user would: marks the form, fetches what hangs on a link, tells the scripts.
	 * What scripts propose in a new document that nobody wrote in yet (`proposed`) is no change to lose.
	 */
	async setValue(fieldname: string, value: unknown, row?: Doc, proposed = false): Promise<void> {
		const target = row ?? this.doc
		if (same(target[fieldname], value)) return
		target[fieldname] = value
		if (!proposed) this.touch()
		delete this.errors[pathOf(fieldname, row)]
		await this.fetchLinked(fieldname, row, proposed)
		await this.dispatch(fieldname, target.doctype, target.name)
	}

	/** A new document in which the user has done nothing yet. */
	get untouched(): boolean {
		return this.isNew && !this.dirty
	}

	touch(): void {
		this.dirty = true
		this.doc.__unsaved = 1
	}

	/** Fills the fields that hang on a link from the document it points to. */
	async fetchLinked(fieldname: string, row?: Doc, proposed = false): Promise<void> {
		const meta = this.metaFor(row)
		const dependents = linkedFields(meta, fieldname)
		const field = meta.field(fieldname)
		if (!dependents.length || field?.fieldtype !== "Link") return
		const target = row ?? this.doc
		const chosen = target[fieldname]
		const values = chosen ? await fetchValues(field.options!, chosen, dependents) : {}
		// The user may have chosen another one while the answer was on its way.
		if (target[fieldname] !== chosen) return
		for (const { field: dependent, source } of dependents) {
			if (dependent.fetch_if_empty && target[dependent.fieldname]) continue
			await this.setValue(dependent.fieldname, chosen ? (values[source] ?? null) : null, row, proposed)
		}
	}

	rows(table: string): Doc[] {
		this.doc[table] ??= []
		return this.doc[table]
	}

	findRow(cdt: string, cdn: string): Doc | undefined {
		if (cdt === this.doctype) return this.doc
		for (const table of this.meta.tableFields) {
			if (table.options !== cdt) continue
			const found = this.rows(table.fieldname).find((row) => row.name === cdn)
			if (found) return found
		}
		return undefined
	}

	/** Adds a row without telling the scripts; `null` where the child doctype is not loaded. */
	addChild(table: string, values: Record<string, unknown> = {}, at?: number): Doc | null {
		const meta = this.childMeta(table)
		if (!meta) return null
		const rows = this.rows(table)
		rows.splice(at ?? rows.length, 0, newRow(meta, this.doc, table, values))
		this.renumber(table)
		this.touch()
		return rows[at ?? rows.length - 1]
	}

	async addRow(table: string, values: Record<string, unknown> = {}, at?: number): Promise<Doc | null> {
		const row = this.addChild(table, values, at)
		if (row) await this.dispatch(`${table}_add`, row.doctype, row.name)
		return row
	}

	async removeRows(table: string, names: string[]): Promise<void> {
		const gone = this.rows(table).filter((row) => names.includes(row.name))
		for (const row of gone) await this.dispatch(`before_${table}_remove`, row.doctype, row.name)
		this.doc[table] = this.rows(table).filter((row) => !names.includes(row.name))
		this.renumber(table)
		this.touch()
		for (const row of gone) await this.dispatch(`${table}_remove`, row.doctype, row.name)
	}

	async moveRow(table: string, from: number, to: number): Promise<void> {
		const rows = this.rows(table)
		if (to < 0 || to >= rows.length) return
		const [row] = rows.splice(from, 1)
		rows.splice(to, 0, row)
		this.renumber(table)
		this.touch()
		await this.dispatch(`${table}_move`, row.doctype, row.name)
	}

	private renumber(table: string): void {
		this.rows(table).forEach((row, index) => (row.idx = index + 1))
	}

	/** Takes what the server sent; typing and errors are done with. */
	replace(doc: Doc, docinfo?: DocInfo): void {
		this.doc = withNamedRows(doc, this.meta)
		if (docinfo) this.docinfo = docinfo
		this.dirty = false
		this.conflict = false
		this.errors = {}
		this.problems = {}
	}

	/** Takes what a method of the document changed in memory; what is not stored yet is still to be saved. */
	absorb(doc: Doc): void {
		const stored = !this.isNew && doc.modified !== this.doc.modified
		const before = this.payload()
		Object.assign(this.doc, withNamedRows({ ...doc, name: this.doc.name }, this.meta))
		if (stored) this.dirty = false
		else if (differences(before, this.doc, this.meta).length) this.touch()
	}

	/** The document as it is sent: plain, without what only the desk reads. */
	payload(): Doc {
		const copy = JSON.parse(JSON.stringify(toRaw(this.doc))) as Doc
		delete copy.__onload
		return copy
	}
}

/** An open document that the screen follows. */
export function openModel(meta: Meta, doc: Doc): FormModel {
	return reactive(new FormModel(meta, doc)) as FormModel
}

export function same(a: unknown, b: unknown): boolean {
	const empty = (value: unknown) => value === null || value === undefined || value === ""
	if (empty(a) && empty(b)) return true
	return a === b
}
