/**
 * Puts what the server refused beside its fields. A message may name its field; Frappe's own messages only
 * carry labels in bold or, for missing values, field names after a colon, and those are looked up.
 */
import { pathOf, type FormModel } from "./model"
import { stateOf } from "./properties"
import { plain, type ServerError, type ServerMessage } from "@/data/request"
import type { DocField } from "@/data/types"
import { __ } from "@/i18n"

export interface Refusal {
	text: string
	/** What to say at the field itself, where the label stands already. */
	short?: string
	/** The field's path, where it is known. */
	path?: string
}

export function refusals(error: ServerError, model: FormModel): Refusal[] {
	const found = error.messages.flatMap((message): Refusal[] => {
		const paths = pathsOf(message, model, error.type)
		const text = plain(message.message)
		return paths.length ? paths.map((path) => ({ text, path })) : [{ text }]
	})
	// Some refusals are said field by field and once more as a whole: one reason for each field will do.
	return found.filter((entry, at) => !entry.path || found.findIndex(({ path }) => path === entry.path) === at)
}

function pathsOf(message: ServerMessage, model: FormModel, type: string): string[] {
	if (message.fieldnames?.length) return message.fieldnames.filter((name) => model.meta.field(name))
	if (message.fieldname) {
		const row = message.parentfield
			? model.rows(message.parentfield).find((entry) => entry.idx === Number(message.idx))
			: undefined
		return model.field(message.fieldname, row) ? [pathOf(message.fieldname, row)] : []
	}
	if (type === "MandatoryError") {
		const named = plain(message.message).split(":").pop()!.split(",")
		return named
			.map((name) => name.trim())
			.filter((name) => model.meta.fields.some((field) => field.fieldname === name))
	}
	return fieldNamedIn(message.message, model)
}

/**
 * The one field that a message is about: its label is marked (bold, quotes), or else its value is, or else its
 * label of several words stands in the sentence. Where two fields would do, none is meant.
 */
function fieldNamedIn(html: string, model: FormModel): string[] {
	const marked = [...html.matchAll(/<(?:b|strong)[^>]*>(.*?)<\/(?:b|strong)>|"([^"]+)"|«([^»]+)»/g)]
	const words = new Set(marked.map((match) => plain(match[1] ?? match[2] ?? match[3])))
	const sentence = plain(html).toLowerCase()
	const labels = (field: DocField) => [field.label, __(field.label)].filter(Boolean) as string[]
	const spoken = (label: string) => label.includes(" ") && sentence.includes(label.toLowerCase())
	const fields = model.meta.dataFields
	const writable = fields.filter((field) => !stateOf(model, field.fieldname)?.readOnly)
	const ways = [
		fields.filter((field) => labels(field).some((label) => words.has(label))),
		writable.filter((field) => words.has(String(model.doc[field.fieldname] || "\n"))),
		writable.filter((field) => labels(field).some(spoken)),
	]
	const found = ways.find((way) => way.length) ?? []
	return found.length === 1 ? [found[0].fieldname] : []
}
