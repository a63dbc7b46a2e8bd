import { describe, expect, it } from "vitest"
import { targetOf } from "./routes"

describe("where a script sends its user", () => {
	it("is an address", () => {
		expect(targetOf(["Form", "Housing Unit", "A 1"])).toBe("/app/housing-unit/A%201")
		expect(targetOf(["/app/todo?status=Open"])).toBe("/app/todo?status=Open")
	})
	it("takes along what is to be chosen there", () => {
		const wanted = { path: "/app/query-report/Homes", query: { household: "HH-1", size: '[">",2]' } }
		expect(
			targetOf(["query-report", "Homes"], { household: "HH-1", size: [">", 2], none: undefined }),
		).toEqual(wanted)
		expect(targetOf(["query-report", "Homes", { household: "HH-1", size: [">", 2] }])).toEqual(wanted)
	})
})
