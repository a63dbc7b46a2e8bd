/** Doctypes as the desk uses them: fields by name, levels the user may read and write, the workflow. */
import { call, send } from "./request"
import { roles } from "./session"
import type { DocField, DocType, Workflow } from "./types"

const LAYOUT = new Set([
	"Section Break",
	"Column Break",
	"Tab Break",
	"HTML",
	"Button",
	"Heading",
	"Fold",
	"Image",
])
export const TABLES = new Set(["Table", "Table MultiSelect"])

export const isLayout = (field: DocField) => LAYOUT.has(field.fieldtype)
export const isTable = (field: DocField) => TABLES.has(field.fieldtype)

/** Columns that every document has and the doctype does not list. */
const STANDARD: DocField[] = [
	{ fieldname: "name", fieldtype: "Data", label: "ID" },
	{ fieldname: "owner", fieldtype: "Link", options: "User", label: "Created By" },
	{ fieldname: "creation", fieldtype: "Datetime", label: "Created On" },
	{ fieldname: "modified", fieldtype: "Datetime", label: "Last Updated On" },
	{ fieldname: "modified_by", fieldtype: "Link", options: "User", label: "Last Updated By" },
	{ fieldname: "docstatus", fieldtype: "Int", label: "Document Status" },
	{ fieldname: "_assign", fieldtype: "Data", label: "Assigned To" },
]

export class Meta {
	readonly name: string
	readonly fields: DocField[]
	private readonly byName: Map<string, DocField>

	constructor(readonly source: DocType) {
		this.name = source.name
		this.fields = source.fields
		this.byName = new Map([...STANDARD, ...source.fields].map((field) => [field.fieldname, field]))
	}

	field(fieldname: string): DocField | undefined {
		return this.byName.get(fieldname)
	}

	get dataFields(): DocField[] {
		return this.fields.filter((field) => !isLayout(field))
	}

	get tableFields(): DocField[] {
		return this.fields.filter(isTable)
	}

	get titleField(): string {
		const chosen = this.source.title_field
		return chosen && this.byName.has(chosen) ? chosen : this.byName.has("title") ? "title" : "name"
	}

	get searchFields(): string[] {
		const listed = (this.source.search_fields ?? "").split(",").map((part) => part.trim())
		return [...new Set(["name", this.titleField, ...listed])].filter((name) => this.byName.has(name))
	}

	get workflow(): Workflow | undefined {
		return this.source.__workflow_docs?.[0]
	}

	get stateField(): string | undefined {
		return this.workflow?.workflow_state_field
	}

	/** Permission levels at which the user holds a right, from the doctype's rules. Level 0 is decided per document. */
	levels(right: "read" | "write"): Set<number> {
		const found = new Set<number>()
		for (const rule of this.source.permissions ?? []) {
			if (rule[right] && roles.value.has(rule.role)) found.add(Number(rule.permlevel ?? 0))
		}
		return found
	}

	canReadField(field: DocField): boolean {
		const level = Number(field.permlevel ?? 0)
		return level === 0 || this.levels("read").has(level)
	}
}

const loaded = new Map<string, Meta>()
const loading = new Map<string, Promise<Meta>>()
const settings = new Map<string, Record<string, unknown>>()

/** A doctype with its child doctypes; asked for once. Throws `ServerError`. */
export function loadMeta(doctype: string): Promise<Meta> {
	const ready = loaded.get(doctype)
	if (ready) return Promise.resolve(ready)
	if (!loading.has(doctype)) {
		loading.set(
			doctype,
			fetchMeta(doctype).finally(() => loading.delete(doctype)),
		)
	}
	return loading.get(doctype)!
}

async function fetchMeta(doctype: string): Promise<Meta> {
	const body = await send({
		url: "/api/method/frappe.desk.form.load.getdoctype",
		method: "GET",
		params: { doctype, with_parent: 1 },
	})
	for (const source of (body.docs ?? []) as DocType[]) loaded.set(source.name, new Meta(source))
	settings.set(doctype, readSettings(body.user_settings))
	const found = loaded.get(doctype)
	if (!found) throw new Error(`The server did not send the doctype ${doctype}`)
	return found
}

/** A doctype that was changed: the next one who needs it asks again. */
export const forgetMeta = (doctype: string) => loaded.delete(doctype)

/** A doctype that was loaded before: the form's own, or one of its child doctypes. */
export function metaOf(doctype: string): Meta | undefined {
	return loaded.get(doctype)
}

export function userSettings(doctype: string): Record<string, unknown> {
	return settings.get(doctype) ?? {}
}

/** Keeps a part of the user's settings for a doctype ("List"); a failure to store it is no one's concern. */
export function saveUserSettings(doctype: string, part: string, values: Record<string, unknown>): void {
	const all = userSettings(doctype)
	all[part] = { ...(all[part] as object), ...values }
	settings.set(doctype, all)
	call("frappe.model.utils.user_settings.save", {
		doctype,
		user_settings: JSON.stringify({ [part]: all[part] }),
	}).catch(() => undefined)
}

function readSettings(given: unknown): Record<string, unknown> {
	try {
		return (typeof given === "string" ? JSON.parse(given) : given) ?? {}
	} catch {
		return {}
	}
}
