/** What the server is asked for prints: formats, letter heads, languages, the page and its PDF. */
import type { Meta } from "@/data/meta"
import { call } from "@/data/request"

export const STANDARD = "Standard"

export interface Printed {
	html: string
	style: string
}

export interface Choice {
	format: string
	/** A letter head's name; empty for none, null for the usual one. */
	letterhead: string | null
	language: string
}

/** Formats of a doctype, the one to begin with first. */
export function formatsOf(meta: Meta): string[] {
	const listed = (meta.source.__print_formats ?? []) as { name: string }[]
	const names = [...listed.map((entry) => entry.name), STANDARD]
	const first = String(meta.source.default_print_format ?? "")
	return names.includes(first) ? [first, ...names.filter((name) => name !== first)] : names
}

const names = (doctype: string, filters: Record<string, unknown>, fields: string[]) =>
	call<Record<string, string>[]>("frappe.client.get_list", {
		doctype,
		fields,
		filters,
		order_by: "name asc",
		limit_page_length: 100,
	}).catch(() => [])

export const fetchLetterHeads = () => names("Letter Head", { disabled: 0 }, ["name", "is_default"])
export const fetchLanguages = () => names("Language", { enabled: 1 }, ["name", "language_name"])

export const fetchPrint = (doctype: string, name: string, choice: Choice, template?: object) =>
	call<Printed>("frappe.www.printview.get_html_and_style", {
		doc: doctype,
		name,
		print_format: choice.format,
		letterhead: choice.letterhead ?? "",
		no_letterhead: choice.letterhead === "" ? 1 : 0,
		_lang: choice.language,
		...(template ? { template: JSON.stringify(template) } : {}),
	})

export function pdfAddress(doctype: string, names: string[], choice: Choice): string {
	const query = new URLSearchParams({
		doctype,
		name: names.length === 1 ? names[0] : JSON.stringify(names),
		format: choice.format,
		letterhead: choice.letterhead ?? "",
		no_letterhead: choice.letterhead === "" ? "1" : "0",
		_lang: choice.language,
	})
	const method = names.length === 1 ? "download_pdf" : "download_multi_pdf"
	return `/api/method/frappe.utils.print_format.${method}?${query}`
}

/** The browser's own print leaves no trace on the server: it is told. */
export const notePrint = (doctype: string, name: string) =>
	call("frappe.core.doctype.access_log.access_log.make_access_log", {
		doctype,
		document: name,
		method: "Print",
		file_type: "HTML",
	})
