/**
 * Dates between the server's text ("2026-01-31", "2026-01-31 10:20:30.000000", "10:20:30") and the
 * reader's. Everything works on text and calendar numbers: no time zone ever moves a day.
 */

export interface Day {
	year: number
	month: number
	day: number
}

const pad = (value: number, length = 2) => String(value).padStart(length, "0")

export function readDay(value: unknown): Day | null {
	const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(value ?? ""))
	return match ? { year: +match[1], month: +match[2], day: +match[3] } : null
}

export function writeDay({ year, month, day }: Day): string {
	return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

export function daysIn(year: number, month: number): number {
	return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/**
 * The wall clock of a time zone as a local Date, whose calendar fields can be read; the browser's own clock
 * where the zone is not known to it.
 */
export function wallClock(timeZone: string | undefined, at = new Date()): Date {
	if (!timeZone) return at
	try {
		const text = new Intl.DateTimeFormat("sv-SE", {
			timeZone,
			dateStyle: "short",
			timeStyle: "medium",
		}).format(at)
		return new Date(text.replace(" ", "T"))
	} catch {
		return at
	}
}

export function today(now = new Date()): string {
	return writeDay({ year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() })
}

export function addDays(value: string, days: number): string {
	const { year, month, day } = readDay(value)!
	return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)
}

/** The same day of another month, or its last day where that month is shorter. */
export function addMonths(value: string, months: number): string {
	const { year, month, day } = readDay(value)!
	const index = year * 12 + month - 1 + months
	const target = { year: Math.floor(index / 12), month: (index % 12) + 1 }
	return writeDay({ ...target, day: Math.min(day, daysIn(target.year, target.month)) })
}

/** 0 is Monday. */
export function weekday(value: string): number {
	const { year, month, day } = readDay(value)!
	return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
}

export function daysBetween(from: string, to: string): number {
	const at = (value: string) => Date.parse(`${value.slice(0, 10)}T00:00:00Z`)
	return Math.round((at(to) - at(from)) / 86_400_000)
}

/** "2026-01-31" as "31-01-2026" for the format "dd-mm-yyyy". */
export function formatDate(value: unknown, format: string): string {
	const found = readDay(value)
	if (!found) return value ? String(value) : ""
	return format
		.replace("yyyy", pad(found.year, 4))
		.replace("mm", pad(found.month))
		.replace("dd", pad(found.day))
}

export function formatTime(value: unknown, seconds = false): string {
	const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(String(value ?? ""))
	if (!match) return value ? String(value) : ""
	return `${pad(+match[1])}:${match[2]}${seconds ? `:${match[3] ?? "00"}` : ""}`
}

export function formatDatetime(value: unknown, format: string, seconds = false): string {
	const text = String(value ?? "")
	const date = formatDate(text, format)
	const time = formatTime(text.slice(11), seconds)
	return time ? `${date} ${time}` : date
}

/**
 * Reads a typed date in the order of `format`: "31-01-2026", "31/1/26", "31.1.2026", "310126", "31012026",
 * "31/1" (this year), and the server's own form. Two-digit years lie within 80 years back and 20 ahead.
 * Returns null for an empty text and undefined for one that is no date.
 */
export function parseDate(text: string, format: string, now = new Date()): string | null | undefined {
	const typed = text.trim()
	if (!typed) return null
	const own = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
	if (own) return checked(+own[1], +own[2], +own[3])
	const order = (format.match(/yyyy|mm|dd/g) ?? ["dd", "mm", "yyyy"]) as string[]
	const parts = typed.split(/[-/.\s]+/).filter(Boolean)
	const pieces = parts.length === 1 ? cut(parts[0], order) : parts
	if (!pieces.length || pieces.length > 3 || pieces.some((piece) => !/^\d+$/.test(piece))) return undefined
	const places = pieces.length === 3 ? order : order.filter((place) => place !== "yyyy")
	if (pieces.length < 2) return undefined
	const found: Record<string, string> = {}
	places.forEach((place, index) => (found[place] = pieces[index]))
	return checked(fullYear(found.yyyy, now), +found.mm, +found.dd)
}

function cut(digits: string, order: string[]): string[] {
	if (!/^\d+$/.test(digits) || ![4, 6, 8].includes(digits.length)) return []
	const sizes = order.map((place) => (place === "yyyy" ? digits.length - 4 : 2)).filter(Boolean)
	let at = 0
	return sizes.map((size) => digits.slice(at, (at += size)))
}

function fullYear(typed: string | undefined, now: Date): number {
	if (typed === undefined) return now.getFullYear()
	if (typed.length > 2) return +typed
	const century = Math.floor(now.getFullYear() / 100) * 100
	const year = century + +typed
	return year > now.getFullYear() + 20 ? year - 100 : year
}

function checked(year: number, month: number, day: number): string | undefined {
	const real =
		year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
	return real ? writeDay({ year, month, day }) : undefined
}

/** "9", "930", "9:30", "9.30", "09:30:15" as "09:30:00"; null when empty, undefined when no time. */
export function parseTime(text: string): string | null | undefined {
	const typed = text.trim()
	if (!typed) return null
	const compact = /^(\d{1,2})(\d{2})$/.exec(typed)
	const match = /^(\d{1,2})(?:[:.](\d{1,2}))?(?:[:.](\d{1,2}))?$/.exec(
		compact ? `${compact[1]}:${compact[2]}` : typed,
	)
	if (!match) return undefined
	const [hours, minutes, seconds] = [+match[1], +(match[2] ?? 0), +(match[3] ?? 0)]
	if (hours > 23 || minutes > 59 || seconds > 59) return undefined
	return `${pad(hours)}:${pad(minutes)}:${pad(seconds)}`
}

/** "10 minuti fa", in the reader's language; `now` is the wall clock of the zone that `value` was written in. */
export function ago(value: string, lang: string, now = new Date()): string {
	const then = new Date(value.replace(" ", "T").slice(0, 23))
	// Two clocks never agree to the second; what was written lies in the past.
	const seconds = Math.min(0, (then.getTime() - now.getTime()) / 1000)
	if (Number.isNaN(seconds)) return ""
	const steps: [Intl.RelativeTimeFormatUnit, number][] = [
		["second", 60],
		["minute", 60],
		["hour", 24],
		["day", 30],
		["month", 12],
		["year", Infinity],
	]
	let amount = seconds
	for (const [unit, size] of steps) {
		if (Math.abs(amount) < size) {
			return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(Math.round(amount), unit)
		}
		amount /= size
	}
	return ""
}
