/** Titles of linked documents, by doctype and name. */
import { reactive } from "vue"
import { call } from "./request"
import { bootDoctype } from "./session"

const titles = reactive(new Map<string, string>())
const asked = new Set<string>()
const key = (doctype: string, name: string) => `${doctype}::${name}`

export function rememberTitle(doctype: string, name: string, title: unknown): void {
	if (title) titles.set(key(doctype, name), String(title))
}

/** Takes the `_link_titles` that come with a document. */
export function rememberTitles(entries: unknown): void {
	for (const [entry, title] of Object.entries((entries ?? {}) as Record<string, string>)) {
		if (title) titles.set(entry, title)
	}
}

/** The title to show for a link: the name itself unless its doctype shows titles. */
export function titleOf(doctype: string | undefined, name: unknown): string {
	const value = String(name ?? "")
	if (!value || !doctype) return value
	const known = titles.get(key(doctype, value))
	if (known) return known
	const target = bootDoctype(doctype)
	if (target?.show_title_field_in_link && target.title_field) fetchTitle(doctype, value)
	return value
}

/** Asks for the titles of many documents at once, where their doctype shows them. */
export async function fetchTitles(doctype: string, names: string[]): Promise<void> {
	const target = bootDoctype(doctype)
	const wanted = names.filter((name) => !asked.has(key(doctype, name)) && !titles.has(key(doctype, name)))
	if (!target?.show_title_field_in_link || !target.title_field || !wanted.length) return
	for (const name of wanted) asked.add(key(doctype, name))
	const rows = await call<Record<string, string>[]>("frappe.client.get_list", {
		doctype,
		fields: ["name", target.title_field],
		filters: { name: ["in", wanted] },
		limit_page_length: 0,
	}).catch(() => [])
	for (const row of rows) rememberTitle(doctype, row.name, row[target.title_field])
}

async function fetchTitle(doctype: string, docname: string): Promise<void> {
	const id = key(doctype, docname)
	if (asked.has(id)) return
	asked.add(id)
	try {
		rememberTitle(doctype, docname, await call("frappe.desk.search.get_link_title", { doctype, docname }))
	} catch {
		// The name is shown instead.
	}
}
