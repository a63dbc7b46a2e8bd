/** Events on their days, and days in weeks. */
import type { Meta } from "@/data/meta"
import { addDays, weekday } from "@/i18n/dates"

export interface FieldMap {
	start: string
	end?: string
	id?: string
	title?: string
	allDay?: string
	color?: string
	status?: string
}

export interface CalendarEvent {
	name: string
	title: string
	/** Days "2026-01-31", both within. */
	from: string
	to: string
	/** "10:30", empty for a whole day. */
	time: string
	status: string
	color: string
}

export function eventOf(row: Record<string, unknown>, meta: Meta, map: FieldMap): CalendarEvent {
	const text = (name: string | undefined) => String((name && row[name]) ?? "")
	const start = text(map.start)
	const end = text(map.end) || start
	const whole = Number(row[map.allDay ?? ""] ?? 0) || start.length <= 10 || start.slice(11, 16) === "00:00"
	return {
		name: text(map.id ?? "name") || text("name"),
		title: text(map.title) || text(meta.titleField) || text("name"),
		from: start.slice(0, 10),
		to: end.slice(0, 10) < start.slice(0, 10) ? start.slice(0, 10) : end.slice(0, 10),
		time: whole ? "" : start.slice(11, 16),
		status: text(map.status),
		color: text(map.color),
	}
}

/** The days of a month as whole weeks from Monday. */
export function weeksOf(month: string): string[][] {
	const first = `${month.slice(0, 7)}-01`
	const start = addDays(first, -weekday(first))
	const weeks: string[][] = []
	for (let day = start; day.slice(0, 7) <= month.slice(0, 7); day = addDays(day, 7))
		weeks.push(Array.from({ length: 7 }, (_, at) => addDays(day, at)))
	return weeks
}

export const weekOf = (day: string) => Array.from({ length: 7 }, (_, at) => addDays(day, at - weekday(day)))

export const eventsOn = (events: CalendarEvent[], day: string) =>
	events.filter((event) => event.from <= day && day <= event.to)
