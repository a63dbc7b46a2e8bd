import { describe, expect, test } from "vitest"
import { eventOf, eventsOn, weekOf, weeksOf } from "./days"
import { Meta } from "@/data/meta"

const meta = new Meta({ name: "X", title_field: "name", fields: [] })

describe("the calendar", () => {
	test("has whole weeks from Monday", () => {
		const weeks = weeksOf("2026-11-22")
		expect(weeks.map((week) => week[0])).toEqual([
			"2026-10-26",
			"2026-11-02",
			"2026-11-09",
			"2026-11-16",
			"2026-11-23",
			"2026-11-30",
		])
		expect(weeks.every((week) => week.length === 7)).toBe(true)
		expect(weeksOf("2027-02-01").length).toBe(4)
		expect(weekOf("2026-11-22")[0]).toBe("2026-11-16")
	})

	test("puts an event on each of its days", () => {
		const map = { start: "a", end: "b", title: "t", allDay: "w" }
		const long = eventOf({ name: "1", a: "2026-01-31 23:30:00", b: "2026-02-02 01:00:00", t: "T" }, meta, map)
		expect([long.time, long.from, long.to]).toEqual(["23:30", "2026-01-31", "2026-02-02"])
		expect(
			["2026-01-30", "2026-01-31", "2026-02-02", "2026-02-03"].map((day) => eventsOn([long], day).length),
		).toEqual([0, 1, 1, 0])
	})

	test("takes a date for a whole day, and an end before the start for none", () => {
		const event = eventOf({ name: "1", a: "2026-01-31", b: "2026-01-01" }, meta, { start: "a", end: "b" })
		expect([event.time, event.to, event.title]).toEqual(["", "2026-01-31", "1"])
	})
})
