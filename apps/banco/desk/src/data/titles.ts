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
