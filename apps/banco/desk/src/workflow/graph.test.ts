import { describe, expect, it as test } from "vitest"
import { arranged, arrowsOf, placesOf, storedPlaces } from "./graph"
import type { Doc } from "@/data/types"

const state = (name: string, id?: string) => ({ state: name, workflow_builder_id: id }) as unknown as Doc
const step = (from: string, action: string, to: string, id?: string) =>
	({ state: from, action, next_state: to, workflow_builder_id: id }) as unknown as Doc

const states = [state("New"), state("Seen"), state("Done"), state("Lost")]
const steps = [step("New", "See", "Seen"), step("Seen", "Finish", "Done"), step("Seen", "Back", "New")]
const flow = (more: object = {}) =>
	({
		states: states.map((row) => ({ ...row })),
		transitions: steps.map((row) => ({ ...row })),
		...more,
	}) as unknown as Doc

describe("the drawing of a workflow", () => {
	test("puts each state below those that lead to it, the ends last, and no two on one place", () => {
		const places = arranged(states, steps)
		expect(places.New.y).toBeLessThan(places.Seen.y)
		expect(places.Seen.y).toBeLessThan(places.Done.y)
		expect(new Set(Object.values(places).map((place) => JSON.stringify(place))).size).toBe(4)
	})

	test("puts states that only the system leads to after the others, and what follows after them", () => {
		const rows = ["New", "Seen", "Won", "Paid", "Done"].map((name) => state(name))
		const all = [
			...steps,
			step("Won", "Pay", "Paid"),
			step("Paid", "Finish", "Done"),
			step("New", "Drop", "Done"),
		]
		const { New, Seen, Won, Paid, Done } = arranged(rows, all)
		expect([New, Seen, Won, Paid, Done].map((place) => place.y / 95)).toEqual([0, 1, 2, 3, 4])
	})

	test("joins the actions between the same two states, once each", () => {
		const arrows = arrowsOf([
			...steps,
			step("New", "Look", "Seen"),
			step("New", "See", "Seen"),
			step("", "x", "Seen"),
		])
		expect(arrows.find((arrow) => arrow.from === "New")).toEqual({
			from: "New",
			to: "Seen",
			actions: ["See", "Look"],
		})
		expect(arrows).toHaveLength(3)
	})

	test("keeps the places of states and finds them again", () => {
		const doc = flow()
		const places = { ...placesOf(doc), Done: { x: 900, y: 40 } }
		doc.workflow_data = storedPlaces(doc, places)
		expect(doc.states.map((row: Doc) => row.workflow_builder_id)).toEqual(["1", "2", "3", "4"])
		expect(doc.transitions[1].workflow_builder_id).toBe("action-2")
		expect(placesOf(doc)).toEqual(places)
		doc.states.push(state("Late"))
		expect(placesOf(doc).Done).toEqual({ x: 900, y: 40 })
		expect(placesOf(doc).Late).toBeTruthy()
	})

	test("writes what Frappe's builder reads: states, actions between two of them, two lines each", () => {
		const doc = flow()
		const data = JSON.parse(storedPlaces(doc, placesOf(doc))) as { type: string; data?: object }[]
		const count = (type: string) => data.filter((entry) => entry.type === type).length
		expect([count("state"), count("action"), count("transition")]).toEqual([4, 3, 6])
		expect(data.find((entry) => entry.type === "action")?.data).toEqual({ from_id: "1", to_id: "2" })
	})

	test("gives a copied row a node of its own and keeps what the builder stored beside", () => {
		const doc = flow({
			workflow_data: '[{"type":"state","id":"1","position":{"x":5,"y":6},"dimensions":{"width":9}}]',
		})
		doc.states[0].workflow_builder_id = doc.states[1].workflow_builder_id = "1"
		const data = JSON.parse(storedPlaces(doc, placesOf(doc)))
		expect(data[0]).toEqual({ type: "state", id: "1", position: { x: 5, y: 6 }, dimensions: { width: 9 } })
		expect(new Set(doc.states.map((row: Doc) => row.workflow_builder_id)).size).toBe(4)
	})

	test.each(["", "no json", "{}", "[null, 5]", '[{"id":"1","type":"state","position":{"x":"a"}}]'])(
		"lays out anew where %s is kept",
		(workflow_data) => {
			const doc = flow({ workflow_data })
			doc.states[0].workflow_builder_id = "1"
			expect(placesOf(doc)).toEqual(arranged(states, steps))
		},
	)
})
