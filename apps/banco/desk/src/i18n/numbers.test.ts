import { describe, expect, it } from "vitest"
import { formatNumber, ITALIAN, parseNumber, readPattern, round } from "./numbers"

describe("numbers", () => {
	it("reads the site's pattern", () => {
		expect(readPattern("#.###,##")).toEqual({ decimal: ",", group: "." })
		expect(readPattern("#,###.##")).toEqual({ decimal: ".", group: "," })
		expect(readPattern("# ###,##")).toEqual({ decimal: ",", group: " " })
		expect(readPattern("#,###")).toEqual({ decimal: ".", group: "," })
		expect(readPattern(undefined)).toEqual(ITALIAN)
	})

	it("writes Italian numbers", () => {
		expect(formatNumber(109527.61, 2, ITALIAN)).toBe("109.527,61")
		expect(formatNumber(-1234.5, 2, ITALIAN)).toBe("-1.234,50")
		expect(formatNumber(-0.001, 2, ITALIAN)).toBe("0,00")
		expect(formatNumber(1234567, 0, ITALIAN)).toBe("1.234.567")
		expect(formatNumber(0.125, null, ITALIAN)).toBe("0,125")
	})

	it("reads what people type", () => {
		const read = (text: string) => parseNumber(text, ITALIAN)
		expect(read("1.234,56")).toBe(1234.56)
		expect(read("1234,56")).toBe(1234.56)
		expect(read("1.234")).toBe(1234)
		expect(read("12.5")).toBe(12.5)
		expect(read("€ 12")).toBe(12)
		expect(read("-3,5")).toBe(-3.5)
		expect(read(",5")).toBe(0.5)
		expect(read("")).toBeNull()
		expect(read("12a")).toBeUndefined()
		expect(read("1,2,3")).toBeUndefined()
		expect(read("1.23.4")).toBeUndefined()
		expect(read("-")).toBeUndefined()
	})

	it("rounds half away from zero", () => {
		expect(round(1.005, 2)).toBe(1.01)
		expect(round(-2.5, 0)).toBe(-3)
		expect(round(0.285, 2)).toBe(0.29)
		expect(round(NaN, 2)).toBe(0)
	})

	it("reads back every amount it writes", () => {
		for (let cents = -250000; cents < 250000; cents += 777) {
			const amount = cents / 100
			expect(parseNumber(formatNumber(amount, 2, ITALIAN), ITALIAN)).toBeCloseTo(amount, 10)
		}
	})
})
