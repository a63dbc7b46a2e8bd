/** What the next document of a doctype would be called, by its naming rule. Pure. */
import type { DocField } from "@/data/types"

/** An example of a name, or the field it is taken from, or who decides it. */
export type Example = { name: string } | { field: string } | { by: "person" | "chance" | "program" }

/** `today` as 2026-01-31; `byScript` where the app's own code names the documents. */
export function exampleName(rule: string, fields: DocField[], today: string, byScript: boolean): Example {
	const [kind, ...rest] = rule.trim().split(":")
	const pattern = rest.join(":")
	if (!kind || kind === "hash") return { by: byScript ? "program" : "chance" }
	if (kind === "prompt") return { by: "person" }
	if (kind === "field") return { field: pattern }
	if (kind === "autoincrement") return { name: "1" }
	const say = (part: string, named: boolean) => wordOf(part, fields, today, named)
	const fill = (text: string) =>
		text.replace(/\{([^{}]*)\}/g, (_whole, inside: string) => say(inside.trim(), true))
	if (kind === "format") return { name: fill(pattern) }
	const series = kind === "naming_series" ? firstSeries(fields) : rule.trim()
	const numbered = !series || series.includes("#") ? series : `${series}.#####`
	// `REF-.YYYY.-.#####`: parts between points; without points the number stands where its signs are.
	const parts = numbered.includes(".") ? numbered.split(".") : numbered.split(/(#+)/)
	return { name: parts.map((part) => (part.startsWith("{") ? fill(part) : say(part, false))).join("") }
}

function firstSeries(fields: DocField[]): string {
	const lines = (fields.find((field) => field.fieldname === "naming_series")?.options ?? "").split("\n")
	return lines.map((line) => line.trim()).find(Boolean) ?? ""
}

function wordOf(part: string, fields: DocField[], today: string, named: boolean): string {
	if (part.startsWith("#")) return "1".padStart(part.length, "0")
	const [YYYY, MM, DD] = today.split("-")
	const moment = ({ YYYY, YY: YYYY.slice(2), MM, DD } as Record<string, string>)[part]
	const field = fields.find((each) => each.fieldname === part)
	return moment ?? (field || named ? `‹${field?.label ?? part}›` : part)
}
