/** Loading and storing the open document, and everything the server does with it. */
import { amendDocument, copyDocument, newDocument } from "./documents"
import { openModel, type FormModel } from "./model"
import { loadMeta, metaOf } from "@/data/meta"
import { call, send, ServerError } from "@/data/request"
import { rememberTitles } from "@/data/titles"
import type { Doc, DocInfo, WorkflowTransition } from "@/data/types"

interface Loaded {
	doc: Doc
	docinfo: DocInfo
}

export async function loadDocument(doctype: string, name: string): Promise<FormModel> {
	const [meta, loaded] = await Promise.all([loadMeta(doctype), fetchDocument(doctype, name)])
	const model = openModel(meta, loaded.doc)
	model.docinfo = loaded.docinfo
	return model
}

export async function fetchDocument(doctype: string, name: string): Promise<Loaded> {
	const body = await send({
		url: "/api/method/frappe.desk.form.load.getdoc",
		method: "GET",
		params: { doctype, name },
	})
	rememberTitles(body._link_titles)
	// Frappe answers a document that is not there with an empty list and status 200.
	const doc = (body.docs as Doc[] | undefined)?.[0]
	if (!doc) throw new ServerError(404, "DoesNotExistError", [])
	return { doc, docinfo: (body.docinfo ?? {}) as DocInfo }
}

export async function startDocument(
	doctype: string,
	values: Record<string, unknown> = {},
): Promise<FormModel> {
	const meta = await loadMeta(doctype)
	const known = Object.fromEntries(Object.entries(values).filter(([name]) => meta.field(name)))
	const model = openModel(meta, newDocument(meta, known))
	// A link that is there at the start fills what hangs on it, as if it had been chosen; nothing is typed yet.
	for (const { fieldname } of meta.dataFields.filter((field) => model.doc[field.fieldname]))
		await model.fetchLinked(fieldname).catch(() => undefined)
	model.dirty = false
	return model
}

export async function duplicateOf(model: FormModel): Promise<Doc> {
	return copyDocument(model.doc, model.meta, metaOf)
}

export async function amendmentOf(model: FormModel): Promise<Doc> {
	return amendDocument(model.doc, model.meta, metaOf)
}

export async function reload(model: FormModel): Promise<void> {
	const { doc, docinfo } = await fetchDocument(model.doctype, model.doc.name)
	model.replace(doc, docinfo)
}

export async function refreshInfo(model: FormModel): Promise<void> {
	const { docinfo } = await fetchDocument(model.doctype, model.doc.name)
	model.docinfo = docinfo
}

export type SaveAction = "Save" | "Submit" | "Update" | "Cancel"

/** Stores the document. Throws `ServerError`; the model then stays as the user left it. */
export async function store(model: FormModel, action: SaveAction): Promise<void> {
	const body = await send({
		url: "/api/method/frappe.desk.form.save.savedocs",
		params: { doc: JSON.stringify(model.payload()), action },
	})
	rememberTitles(body._link_titles)
	const docs = body.docs as Doc[]
	const stored = docs?.find((doc) => doc.doctype === model.doctype)
	if (stored) model.replace(stored, body.docinfo as DocInfo | undefined)
}

export async function cancel(model: FormModel): Promise<void> {
	await send({
		url: "/api/method/frappe.desk.form.save.cancel",
		params: { doctype: model.doctype, name: model.doc.name },
	})
	await reload(model)
}

export async function remove(model: FormModel): Promise<void> {
	await call("frappe.client.delete", { doctype: model.doctype, name: model.doc.name })
}

/** Returns the new name. */
export async function rename(model: FormModel, name: string): Promise<string> {
	const given = await call<string>("frappe.client.rename_doc", {
		doctype: model.doctype,
		old_name: model.doc.name,
		new_name: name,
	})
	return given || name
}

export function transitions(model: FormModel): Promise<WorkflowTransition[]> {
	return call("frappe.model.workflow.get_transitions", { doc: JSON.stringify(model.payload()) })
}

export async function applyWorkflow(model: FormModel, action: string): Promise<void> {
	await call("frappe.model.workflow.apply_workflow", { doc: JSON.stringify(model.payload()), action })
	await reload(model)
}

export async function runDocMethod(model: FormModel, method: string, args: unknown): Promise<unknown> {
	const body = await send({
		url: "/api/method/run_doc_method",
		params: { docs: JSON.stringify(model.payload()), method, args: JSON.stringify(args ?? {}) },
	})
	// A document that is not stored yet may come back without a name.
	const changed = (body.docs as Doc[] | undefined)?.find(
		(doc) => doc.doctype === model.doctype && (doc.name ?? model.doc.name) === model.doc.name,
	)
	if (changed) model.absorb(changed)
	return body.message
}
