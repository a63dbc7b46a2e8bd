/** The changes of a document as sentences, newest first. */
import type { Meta } from "@/data/meta"
import type { CommentRow, VersionRow } from "@/data/types"
import { __, t } from "@/i18n"
import { formatValue } from "@/i18n/format"

type Change = [fieldname: string, before: unknown, after: unknown]

interface VersionData {
	changed?: Change[]
	added?: [table: string, row: Record<string, unknown>][]
	removed?: [table: string, row: Record<string, unknown>][]
	row_changed?: [table: string, idx: number, name: string, changes: Change[]][]
}

const MAX_TEXT = 80

export function sentencesOf(
	version: VersionRow,
	meta: Meta,
	childMeta: (doctype: string) => Meta | undefined,
): string[] {
	const data = read(version.data)
	const sentences: string[] = []
	for (const change of data.changed ?? []) {
		const sentence = changeSentence(change, meta)
		if (sentence) sentences.push(sentence)
	}
	const label = (table: string) => __(meta.field(table)?.label ?? table)
	for (const [table, idx, , changes] of data.row_changed ?? []) {
		const child = childMeta(meta.field(table)?.options ?? "")
		for (const change of changes) {
			const inner = child && changeSentence(change, child)
			if (inner)
				sentences.push(t("history.row_changed", { table: label(table), row: Number(idx) + 1, change: inner }))
		}
	}
	for (const [key, entries] of [
		["history.rows_added", data.added],
		["history.rows_removed", data.removed],
	] as const) {
		const perTable = new Map<string, number>()
		for (const [table] of entries ?? []) perTable.set(table, (perTable.get(table) ?? 0) + 1)
		for (const [table, n] of perTable) sentences.push(t(key, { n, table: label(table) }))
	}
	return sentences
}

function changeSentence([fieldname, before, after]: Change, meta: Meta): string {
	const field = meta.field(fieldname)
	// What the form never shows is for programs: no news for a reader.
	if (!field || field.hidden || !meta.canReadField(field)) return ""
	if (fieldname === "docstatus") {
		return Number(after) === 1 ? t("history.submitted") : Number(after) === 2 ? t("history.cancelled") : ""
	}
	const label = __(field.label ?? fieldname)
	const show = (value: unknown) => shorten(formatValue(value, field))
	if (field.fieldtype === "Check")
		return t(Number(after) ? "history.checked" : "history.unchecked", { label })
	if (isNothing(before)) return t("history.set", { label, after: show(after) })
	if (isNothing(after)) return t("history.emptied", { label, before: show(before) })
	return t("history.changed", { label, before: show(before), after: show(after) })
}

const isNothing = (value: unknown) => value === null || value === undefined || value === ""

function shorten(text: string): string {
	const line = text.replace(/\s+/g, " ").trim()
	return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line
}

function read(data: string): VersionData {
	try {
		return (JSON.parse(data) as VersionData) ?? {}
	} catch {
		return {}
	}
}

const SAME_ACT = 5_000

/** The workflow's notes that no change in the history tells already: the states that a decision taken elsewhere gave. */
export function movesOf(logs: CommentRow[], versions: VersionRow[]): CommentRow[] {
	const at = (when: string) => Date.parse(when.replace(" ", "T"))
	return logs.filter(
		(log) =>
			!versions.some(
				(version) =>
					version.owner === log.owner && Math.abs(at(version.creation) - at(log.creation)) < SAME_ACT,
			),
	)
}
