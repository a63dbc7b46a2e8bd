/** The form that is being customised: asked for, put in force, and what to say before. */
import { call, send } from "@/data/request"
import { forgetMeta, loadMeta, Meta } from "@/data/meta"
import { loadBoot } from "@/data/session"
import type { Doc, DocField, DocType } from "@/data/types"
import { isRule } from "@/form/expression"
import { layoutOf } from "@/form/layout"
import { type FormModel, openModel } from "@/form/model"
import { __, t } from "@/i18n"
import { escapeHtml } from "@/ui/text"

const NAME = "Customize Form"
const EMPTY = { doctype: NAME, name: NAME }

async function run(method: string, doc: object): Promise<Doc> {
	const body = await send({
		url: "/api/method/run_doc_method",
		params: { method, docs: JSON.stringify(doc) },
	})
	return (body.docs as Doc[])[0]
}

/** The settings and fields of a doctype as a form's document. Throws `ServerError`. */
export async function openCustomization(doctype: string): Promise<FormModel> {
	const [meta, doc] = await Promise.all([
		loadMeta(NAME),
		run("fetch_to_customize", { ...EMPTY, doc_type: doctype }),
		loadMeta(doctype),
	])
	return openModel(meta, { ...doc, ...EMPTY })
}

/** Puts the changes in force, for everybody and for this desk. Throws `ServerError`. */
export async function applyCustomization(model: FormModel, method = "save_customization"): Promise<void> {
	// Rows that were added here have names of the desk's own; the server knows fields by their fieldname.
	const doc = await run(method, { ...model.payload(), modified: undefined })
	model.replace({ ...doc, ...EMPTY })
	forgetMeta(model.doc.doc_type)
	await Promise.all([loadMeta(model.doc.doc_type), loadBoot()])
}

/** The form as it would look, from the rows as they are now, open where the row at `place` stands. */
export function previewOf(model: FormModel, source: DocType, place: number): FormModel {
	const fields = model.rows("fields").map((row, index): DocField => ({
		...(row as unknown as DocField),
		fieldname: row.fieldname || `new_${index}`,
		hidden: Number(row.hidden) ? 1 : 0,
		depends_on: undefined,
	}))
	const meta = new Meta({ ...source, fields, __workflow_docs: [] })
	const preview = openModel(meta, { doctype: source.name, name: "preview", __islocal: 1 })
	const name = fields[place]?.fieldname
	preview.tab =
		layoutOf(fields).find(
			(tab) =>
				tab.field?.fieldname === name ||
				tab.sections.some(
					(section) =>
						section.field?.fieldname === name ||
						section.columns.flat().some((field) => field.fieldname === name),
				),
		)?.key ?? ""
	return preview
}

/** What a change will ask of the documents that exist, as sentences (HTML). */
export async function consequences(
	rows: Doc[],
	before: Map<string, Doc>,
	doctype: string,
): Promise<string[]> {
	const found = await Promise.all(rows.map((row) => ofField(row, before.get(row.fieldname), doctype)))
	const names = new Set(rows.map((row) => row.fieldname))
	for (const row of rows)
		for (const rule of [row.depends_on, row.read_only_depends_on, row.collapsible_depends_on])
			if (rule && !isRule(rule, names))
				found.push([t("customize.unreadable", { field: nameOf(row), rule: escapeHtml(rule) })])
	const gone = [...before.values()].filter((row) => !rows.some((each) => each.fieldname === row.fieldname))
	return [...found.flat(), ...gone.map((row) => t("customize.gone", { field: nameOf(row) }))]
}

const nameOf = (row: Doc) => `<b>${escapeHtml(__(row.label) || row.fieldname)}</b>`

async function ofField(row: Doc, before: Doc | undefined, doctype: string): Promise<string[]> {
	if (!before) return []
	const found = []
	const field = nameOf(row)
	if (Number(row.reqd) && !Number(before.reqd)) {
		const n = await count(doctype, [[doctype, row.fieldname, "is", "not set"]])
		if (n) found.push(t("customize.lacking", { field, n }))
	}
	if (row.fieldtype === "Select" && row.options !== before.options) {
		const lost = lines(before.options).filter((line) => !lines(row.options).includes(line))
		const n = lost.length ? await count(doctype, [[doctype, row.fieldname, "in", lost]]) : 0
		if (n) found.push(t("customize.lost_choice", { field, n, choices: escapeHtml(lost.join(", ")) }))
	}
	if (Number(row.permlevel ?? 0) < Number(before.permlevel ?? 0))
		found.push(t("customize.opened", { field, level: Number(before.permlevel) }))
	return found
}

const lines = (text: unknown) =>
	String(text ?? "")
		.split("\n")
		.map((line) => line.trim())
		.filter(Boolean)

/** Nothing is known where the administrator may not see the documents. */
const count = (doctype: string, filters: unknown[]) =>
	call<number>("frappe.client.get_count", { doctype, filters: JSON.stringify(filters) }).catch(() => 0)
