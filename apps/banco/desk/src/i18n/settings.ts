/** How the site writes numbers and dates; set once from the boot, read everywhere. */
import { reactive } from "vue"
import { language } from "."
import { ago, formatDatetime, today, wallClock } from "./dates"
import { ITALIAN, type NumberFormat, readPattern } from "./numbers"
import type { Boot } from "@/data/types"

export const settings = reactive({
	number: ITALIAN as NumberFormat,
	date: "dd/mm/yyyy",
	currency: "EUR",
	floatPrecision: 3,
	currencyPrecision: 2,
	timeZone: undefined as string | undefined,
})

/** The site's clock and its day: what the server would say now. */
export const siteNow = () => wallClock(settings.timeZone)
export const siteToday = () => today(siteNow())

/** A moment in seconds since 1970, on the site's clock. */
export function formatMoment(seconds: number): string {
	const at = wallClock(settings.timeZone, new Date(seconds * 1000))
	return formatDatetime(`${today(at)} ${at.toTimeString().slice(0, 5)}`, settings.date)
}

/** "10 minuti fa" for a time that the server wrote. */
export const since = (value: string | undefined) => ago(value ?? "", language.value, siteNow())

export function useSettings(boot: Boot): void {
	settings.number = readPattern(boot.number_format)
	settings.date = boot.date_format || "dd/mm/yyyy"
	settings.currency = boot.currency || "EUR"
	settings.floatPrecision = Number(boot.float_precision) || 3
	settings.currencyPrecision = Number(boot.currency_precision) || 2
	settings.timeZone = boot.time_zone
}
