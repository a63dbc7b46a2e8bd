/** The two languages of the desk's own texts, and the site's translations of labels and messages. */
import { reactive, ref } from "vue"
import it from "@/locales/it"

export type TextKey = keyof typeof it
type Texts = Record<TextKey, string>

export const language = ref("it")
const texts = ref<Texts>(it)
const dictionary = reactive(new Map<string, string>())

export async function useLanguage(lang: string | undefined): Promise<void> {
	const chosen = (lang ?? "it").slice(0, 2) === "en" ? "en" : "it"
	texts.value = chosen === "en" ? (await import("@/locales/en")).default : it
	language.value = chosen
	document.documentElement.lang = chosen
}

export function useDictionary(entries: Record<string, string>): void {
	dictionary.clear()
	for (const [source, translation] of Object.entries(entries)) dictionary.set(source, translation)
}

/** A text that was translated just now; the others come at the next load. */
export const learn = (source: string, translation: string) => dictionary.set(source, translation)

type Values = Record<string, string | number>

/** The desk's own text. With a value `n` (a number or its text), `key_one` is taken for one where there is such a text. */
export function t(key: TextKey, values: Values = {}): string {
	const single = `${key}_one` as TextKey
	const text = String(values.n) === "1" && single in texts.value ? texts.value[single] : texts.value[key]
	return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}

/** A text of the site (a label, an option, a message), with Frappe's numbered places. */
export function __(text: unknown, values?: unknown[] | null, context?: string): string {
	const source = String(text ?? "")
	if (!source) return ""
	const found = (context && dictionary.get(`${source}:${context}`)) || dictionary.get(source) || source
	if (!values) return found
	const given = Array.isArray(values) ? values : [values]
	return found.replace(/\{(\d+)\}/g, (whole, place) => String(given[+place] ?? whole))
}
