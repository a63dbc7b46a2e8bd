import { describe, expect, it } from "vitest"
import * as dates from "./dates"

const FORMAT = "dd-mm-yyyy"
const NOW = new Date(2026, 10, 22, 10, 0, 0)

describe("dates", () => {
	it("writes the server's dates for the reader", () => {
		expect(dates.formatDate("2026-01-31", FORMAT)).toBe("31-01-2026")
		expect(dates.formatDate("2026-01-31", "mm/dd/yyyy")).toBe("01/31/2026")
		expect(dates.formatDatetime("2026-01-31 10:20:30.123456", FORMAT)).toBe("31-01-2026 10:20")
		expect(dates.formatTime("9:05:00")).toBe("09:05")
		expect(dates.formatDate("", FORMAT)).toBe("")
		expect(dates.formatDate("boh", FORMAT)).toBe("boh")
	})

	it.each([
		["31-01-2026", "2026-01-31"],
		["31/1/26", "2026-01-31"],
		["31.1.2026", "2026-01-31"],
		["31 1 2026", "2026-01-31"],
		["310126", "2026-01-31"],
		["31012026", "2026-01-31"],
		["31/1", "2026-01-31"],
		["2026-01-31", "2026-01-31"],
		["1/2/60", "1960-02-01"],
		["29-02-2024", "2024-02-29"],
	])("reads %s", (typed, expected) => {
		expect(dates.parseDate(typed, FORMAT, NOW)).toBe(expected)
	})

	it.each(["29-02-2023", "32/1/2026", "1/13/2026", "ieri", "1", "1-2-3-4", "12345"])(
		"refuses %s",
		(typed) => {
			expect(dates.parseDate(typed, FORMAT, NOW)).toBeUndefined()
		},
	)

	it("tells an empty date from a wrong one", () => {
		expect(dates.parseDate("  ", FORMAT)).toBeNull()
		expect(dates.parseTime("")).toBeNull()
	})

	it("reads times", () => {
		expect(dates.parseTime("9")).toBe("09:00:00")
		expect(dates.parseTime("930")).toBe("09:30:00")
		expect(dates.parseTime("9.30")).toBe("09:30:00")
		expect(dates.parseTime("23:59:59")).toBe("23:59:59")
		expect(dates.parseTime("24:00")).toBeUndefined()
	})

	it("counts days and months", () => {
		expect(dates.addDays("2026-02-28", 1)).toBe("2026-03-01")
		expect(dates.addMonths("2026-01-31", 1)).toBe("2026-02-28")
		expect(dates.addMonths("2026-01-31", -2)).toBe("2025-11-30")
		expect(dates.weekday("2026-11-22")).toBe(6)
		expect(dates.daysBetween("2026-03-28", "2026-03-30")).toBe(2)
	})

	it("says how long ago", () => {
		expect(dates.ago("2026-11-22 09:50:00", "it", NOW)).toBe("10 minuti fa")
		expect(dates.ago("2026-11-21 10:00:00", "it", NOW)).toBe("ieri")
		expect(dates.ago("2026-11-22 09:50:00", "en", NOW)).toBe("10 minutes ago")
	})
})
