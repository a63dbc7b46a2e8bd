import { describe, expect, it } from "vitest"
import { type ListState, readState, requestFilters, searchFilters, writeState } from "./query"

const SORT = { field: "modified", order: "desc" } as const
const known = (field: string) => ["status", "amount", "title", "modified"].includes(field)

describe("a list's address", () => {
	it("reads what Frappe's addresses say", () => {
		const state = readState(
			{ status: "Open", amount: '[">",100]', q: "rossi", page: "3", sort: "amount asc", other: "x" },
			known,
			SORT,
		)
		expect(state).toEqual({
			filters: [
				{ field: "status", operator: "=", value: "Open" },
				{ field: "amount", operator: ">", value: 100 },
			],
			search: "rossi",
			sort: { field: "amount", order: "asc" },
			page: 3,
		})
	})

	it("is not led astray", () => {
		const state = readState(
			{ title: "[sic]", status: '["drop table","x"]', sort: "1;delete asc", page: "-4" },
			known,
			SORT,
		)
		expect(state.filters).toEqual([
			{ field: "title", operator: "=", value: "[sic]" },
			{ field: "status", operator: "=", value: '["drop table","x"]' },
		])
		expect(state.sort).toEqual(SORT)
		expect(state.page).toBe(1)
	})

	it("comes back as it was written", () => {
		const states: ListState[] = [
			{ filters: [], search: "", sort: { ...SORT }, page: 1 },
			{
				filters: [
					{ field: "amount", operator: ">=", value: 10 },
					{ field: "amount", operator: "<", value: 20 },
					{ field: "title", operator: "=", value: "[x]" },
					{ field: "title", operator: "is", value: "not set" },
					{ field: "status", operator: "in", value: ["Open", "Closed, late"] },
				],
				search: "a & b",
				sort: { field: "title", order: "asc" },
				page: 2,
			},
		]
		for (const state of states) expect(readState(writeState(state, SORT), known, SORT)).toEqual(state)
	})

	it("makes the request's filters", () => {
		expect(
			requestFilters("Referral", [
				{ field: "title", operator: "like", value: "ross" },
				{ field: "status", operator: "in", value: "A, B" },
			]),
		).toEqual([
			["Referral", "title", "like", "%ross%"],
			["Referral", "status", "in", ["A", "B"]],
		])
		expect(searchFilters("Referral", "  ", ["name"])).toEqual([])
		expect(searchFilters("Referral", "x", ["name", "title"])).toHaveLength(2)
	})
})
