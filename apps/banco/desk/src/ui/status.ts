/** The state of a document as a word and a colour: workflow state, else status field, else docstatus. */
import { __, t } from "@/i18n"
import { boot, bootDoctype, workflowOf } from "@/data/session"
import type { Meta } from "@/data/meta"
import type { Doc } from "@/data/types"

export type Theme = "gray" | "blue" | "green" | "amber" | "red" | "violet"
export interface Status {
	label: string
	theme: Theme
}

const STYLES: Record<string, Theme> = {
	Success: "green",
	Warning: "amber",
	Danger: "red",
	Primary: "blue",
	Info: "blue",
	Inverse: "gray",
}
const COLOURS: Record<string, Theme> = {
	green: "green",
	red: "red",
	orange: "amber",
	yellow: "amber",
	amber: "amber",
	blue: "blue",
	"light blue": "blue",
	cyan: "blue",
	purple: "violet",
	pink: "violet",
}
/** Frappe paints such words alike in every desk. */
const WORDS: [RegExp, Theme][] = [
	[/^(open|pending|to do|review|waiting|incomplete|proposed|unpaid)/i, "amber"],
	[
		/^(closed|completed|approved|accepted|validated|active|available|paid|confirmed|success|enabled)/i,
		"green",
	],
	[/^(refused|rejected|cancelled|overdue|failed|interrupted|expired|disabled|error)/i, "red"],
	[/^(received|submitted|running|in progress)/i, "blue"],
]

export function themeOf(value: string, style?: string): Theme {
	const set = STYLES[style ?? boot.value.workflow_state_styles?.[value] ?? ""]
	return set ?? WORDS.find(([pattern]) => pattern.test(value))?.[1] ?? "gray"
}

/** The field that holds a document's state in lists, if its doctype has one. */
export function statusField(meta: Meta): string | undefined {
	const named = meta.stateField ?? workflowOf(meta.name)?.workflow_state_field
	if (named && meta.field(named)) return named
	return meta.field("status")?.fieldtype === "Select" ? "status" : undefined
}

export function statusOf(doc: Doc, meta: Meta): Status | null {
	const field = statusField(meta)
	const value = field ? String(doc[field] ?? "") : ""
	if (value) {
		const own = meta.source.states?.find((entry) => entry.title === value)
		return { label: __(value), theme: own ? (COLOURS[own.color.toLowerCase()] ?? "gray") : themeOf(value) }
	}
	if (meta.source.is_submittable ?? bootDoctype(meta.name)?.is_submittable) return docstatusOf(doc)
	if (meta.field("disabled")) {
		return Number(doc.disabled)
			? { label: t("status.disabled"), theme: "gray" }
			: { label: t("status.enabled"), theme: "green" }
	}
	if (meta.field("enabled")) {
		return Number(doc.enabled)
			? { label: t("status.enabled"), theme: "green" }
			: { label: t("status.disabled"), theme: "gray" }
	}
	return null
}

function docstatusOf(doc: Doc): Status {
	if (Number(doc.docstatus) === 1) return { label: t("status.submitted"), theme: "blue" }
	if (Number(doc.docstatus) === 2) return { label: t("status.cancelled"), theme: "red" }
	return { label: t("status.draft"), theme: "gray" }
}
