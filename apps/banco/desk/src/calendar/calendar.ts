/** What a doctype's calendar script says, and the events of a span of days. */
import { type CalendarEvent, eventOf, type FieldMap } from "./days"
import { loadCalendarScript } from "@/client-script/load"
import type { Meta } from "@/data/meta"
import { call } from "@/data/request"
import type { DocField } from "@/data/types"

export interface CalendarScript {
	field_map: FieldMap
	filters?: DocField[]
	get_events_method?: string
}

const host = () =>
	(window as unknown as { frappe: { views: { calendar: Record<string, CalendarScript> } } }).frappe

export async function calendarOf(meta: Meta): Promise<CalendarScript | null> {
	if (!meta.source.__calendar_js) return null
	await loadCalendarScript(meta.name)
	return host().views.calendar[meta.name] ?? null
}

export async function fetchEvents(
	meta: Meta,
	script: CalendarScript,
	from: string,
	to: string,
	values: Record<string, unknown>,
): Promise<CalendarEvent[]> {
	const map = script.field_map
	const filters = Object.entries(values).flatMap(([name, value]) =>
		value ? [[meta.name, name, "=", value]] : [],
	)
	const rows = await call<Record<string, unknown>[]>(
		script.get_events_method ?? "frappe.desk.calendar.get_events",
		{
			doctype: meta.name,
			start: from,
			end: to,
			field_map: JSON.stringify(map),
			filters: JSON.stringify(filters),
			fields: JSON.stringify([...new Set(["name", meta.titleField])]),
		},
	)
	return rows
		.map((row) => eventOf(row, meta, map))
		.sort((a, b) => (a.from + a.time < b.from + b.time ? -1 : 1))
}
