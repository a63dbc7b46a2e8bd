/** A field's value as text for lists, read-only fields and history. */
import { __, t } from "."
import { formatDate, formatDatetime, formatTime } from "./dates"
import { formatNumber } from "./numbers"
import { settings } from "./settings"
import { fileNameOf } from "@/data/urls"
import { plain } from "@/data/request"
import { titleOf } from "@/data/titles"
import type { Doc, DocField } from "@/data/types"

const NUMERIC = new Set(["Int", "Long Int", "Float", "Currency", "Percent", "Duration"])

/** Doctypes whose names are words of the language rather than names of things. */
export const TRANSLATED = new Set([
	"DocType",
	"Role",
	"Workflow State",
	"Workflow Action Master",
	"Module Def",
	"Country",
	"Gender",
	"Language",
])

export const isNumeric = (field: DocField) => NUMERIC.has(field.fieldtype)

/** Digits after the decimal sign of a field; null leaves them as they are. */
export function precisionOf(field: DocField): number | null {
	if (field.precision !== undefined && field.precision !== "" && field.precision !== null)
		return Number(field.precision)
	if (field.fieldtype === "Currency") return settings.currencyPrecision
	if (field.fieldtype === "Int" || field.fieldtype === "Long Int") return 0
	return null
}

export function currencySign(field: DocField, doc?: Doc): string {
	const code = currencyCode(field, doc)
	return code === "EUR" ? "€" : code
}

/** Options of a Currency field name another field with the code, or "Doctype:link:field"; else the site's. */
function currencyCode(field: DocField, doc?: Doc): string {
	const named = field.options && doc ? doc[field.options] : undefined
	return typeof named === "string" && named ? named : settings.currency
}

export function formatValue(value: unknown, field: DocField, doc?: Doc): string {
	if (value === null || value === undefined || value === "") return ""
	if (field.fieldname === "docstatus")
		return t(
			(["status.draft", "status.submitted", "status.cancelled"] as const)[Number(value)] ?? "status.draft",
		)
	switch (field.fieldtype) {
		case "Currency":
			return `${currencySign(field, doc)} ${formatNumber(Number(value), precisionOf(field), settings.number)}`
		case "Percent":
			return `${formatNumber(Number(value), precisionOf(field), settings.number)} %`
		case "Int":
		case "Long Int":
		case "Float":
			return formatNumber(Number(value), precisionOf(field), settings.number)
		case "Duration":
			return formatDuration(Number(value))
		case "Date":
			return formatDate(value, settings.date)
		case "Datetime":
			return formatDatetime(value, settings.date)
		case "Time":
			return formatTime(value)
		case "Check":
			return Number(value) ? t("value.yes") : t("value.no")
		case "Select":
			return __(value)
		case "Link":
			return TRANSLATED.has(field.options ?? "") ? __(value) : titleOf(field.options, value)
		case "Dynamic Link":
			return titleOf(doc?.[field.options ?? ""], value)
		case "Text Editor":
		case "HTML Editor":
			return plain(String(value))
		case "Table":
		case "Table MultiSelect":
			return Array.isArray(value) ? t("value.rows", { n: value.length }) : ""
		case "Attach":
		case "Attach Image":
			return fileNameOf(String(value))
		case "Password":
			return "••••••"
		default:
			return String(value)
	}
}

function formatDuration(seconds: number): string {
	const parts: [number, string][] = [
		[Math.floor(seconds / 86400), "d"],
		[Math.floor((seconds % 86400) / 3600), "h"],
		[Math.floor((seconds % 3600) / 60), "m"],
		[seconds % 60, "s"],
	]
	return parts
		.filter(([amount]) => amount)
		.map(([amount, unit]) => `${amount}${unit}`)
		.join(" ")
}
