import { describe, expect, it } from "vitest"
import { boundsOf, placesOf } from "./points"

const feature = (name: string, longitude: number, latitude: number) => ({
	properties: { name },
	geometry: { coordinates: [longitude, latitude] as [number, number] },
})

describe("places", () => {
	it("turns GeoJSON round: it has the longitude first", () => {
		expect([...placesOf({ features: [feature("A", 9.32, 45.49)] })]).toEqual([["A", [45.49, 9.32]]])
	})
	it("leaves out what is not on the earth", () => {
		expect(placesOf({ features: [feature("A", 9.32, 145), feature("B", 200, 45)] }).size).toBe(0)
	})
	it("are all within their bounds", () => {
		expect(
			boundsOf([
				[45.5, 9.3],
				[45.4, 9.4],
			]),
		).toEqual([
			[45.4, 9.3],
			[45.5, 9.4],
		])
		expect(boundsOf([])).toBeNull()
	})
})
