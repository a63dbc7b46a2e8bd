/** The wording of a text in the reader's language, changed on the spot. */
import { call } from "./request"
import type { Doc } from "./types"
import { __, language, learn } from "@/i18n"

/** The translation of a text, empty where it has none. */
export const translated = (source: string) => (__(source) === source ? "" : __(source))

/** Keeps a translation as a Translation document; an empty one takes the site's own away. Throws `ServerError`. */
export async function translate(source: string, text: string): Promise<void> {
	const key = { source_text: source, language: language.value }
	const [known] = await call<Doc[]>("frappe.client.get_list", {
		doctype: "Translation",
		filters: key,
		fields: ["name"],
		limit_page_length: 1,
	})
	if (!text && known) await call("frappe.client.delete", { doctype: "Translation", name: known.name })
	else if (known)
		await call("frappe.client.set_value", {
			doctype: "Translation",
			name: known.name,
			fieldname: "translated_text",
			value: text,
		})
	else if (text)
		await call("frappe.client.insert", { doc: { doctype: "Translation", ...key, translated_text: text } })
	learn(source, text || source)
}
