/** Searching for the documents a link may point to. */
import type { InjectionKey } from "vue"
import { pathOf, type FormModel, type Query, type QuerySource } from "@/form/model"
import { evaluate } from "@/form/expression"
import { scopeOf } from "@/form/properties"
import { call } from "@/data/request"
import { rememberTitle } from "@/data/titles"
import type { Doc, DocField } from "@/data/types"
import { __ } from "@/i18n"
import { TRANSLATED } from "@/i18n/format"

export interface LinkOption {
	value: string
	label: string
	description: string
}

export interface Creation {
	doctype: string
	/** What was typed before asking for a new document. */
	text: string
	model?: FormModel
	row?: Doc
	fieldname: string
}

/** Given by the form: makes a new document for a link and resolves to its name, or null when given up. */
export const createLinkedKey: InjectionKey<(creation: Creation) => Promise<string | null>> =
	Symbol("createLinked")

export function targetOf(field: DocField, model?: FormModel, row?: Doc): string {
	if (field.fieldtype !== "Dynamic Link") return field.options ?? ""
	return String((row ?? model?.doc)?.[field.options ?? ""] ?? "")
}

export async function searchLink(
	field: DocField,
	text: string,
	where: { model?: FormModel; row?: Doc },
	signal?: AbortSignal,
): Promise<LinkOption[]> {
	const doctype = targetOf(field, where.model, where.row)
	const inWords = TRANSLATED.has(doctype)
	const { filters, query, ...rest } = queryOf(field, where.model, where.row)
	const found = await call<{ value: string; label?: string; description?: string }[]>(
		"frappe.desk.search.search_link",
		{
			...rest,
			doctype,
			// The server knows these by their source names, the reader by their translation.
			txt: inWords ? "" : text,
			page_length: inWords ? ALL : SHOWN,
			reference_doctype: where.row?.doctype ?? where.model?.doctype ?? "",
			...(query ? { query } : {}),
			...(filters ? { filters: JSON.stringify(filters) } : {}),
		},
		{ signal },
	)
	const options = found.map((entry) => {
		if (entry.label && entry.label !== entry.value) rememberTitle(doctype, entry.value, entry.label)
		return { value: entry.value, label: entry.label || entry.value, description: entry.description ?? "" }
	})
	return inWords ? byWords(options, text) : options
}

const SHOWN = 10
const ALL = 1000

/** Those whose translated or source name has the text; the ones that begin with it come first. */
export function byWords(options: LinkOption[], text: string): LinkOption[] {
	const wanted = text.toLowerCase()
	const names = ({ label, value }: LinkOption) => [__(label), value].map((name) => name.toLowerCase())
	const begins = (option: LinkOption) => names(option).some((name) => name.startsWith(wanted))
	return options
		.filter((option) => names(option).some((name) => name.includes(wanted)))
		.sort((a, b) => Number(begins(b)) - Number(begins(a)) || __(a.label).localeCompare(__(b.label)))
		.slice(0, SHOWN * 2)
}

/** What a script's `set_query` says, or the doctype's own `link_filters`. */
function queryOf(field: DocField, model?: FormModel, row?: Doc): Query {
	if (!model) return {}
	const keys = [pathOf(field.fieldname, row), row ? `${row.parentfield}.${field.fieldname}` : field.fieldname]
	const source: QuerySource | undefined = keys.map((key) => model.queries[key]).find(Boolean)
	if (source)
		return (typeof source === "function" ? source(model.doc, row?.doctype, row?.name) : source) ?? {}
	const filters = readLinkFilters(field.link_filters, model, row)
	return filters.length ? { filters } : {}
}

function readLinkFilters(text: string | undefined, model: FormModel, row?: Doc): unknown[] {
	if (!text) return []
	try {
		const scope = scopeOf(model, row)
		return (JSON.parse(text) as unknown[][]).map((filter) =>
			filter.map((part) =>
				typeof part === "string" && part.startsWith("eval:") ? evaluate(part.slice(5), scope) : part,
			),
		)
	} catch {
		return []
	}
}
