import { describe, expect, test } from "vitest"
import { block, blocksOf, evaluated, filtersOf, nameOf, readBlocks, rowsOf } from "./blocks"
import { addDays } from "@/i18n/dates"
import { siteToday } from "@/i18n/settings"

describe("the blocks of a workspace", () => {
	test("are read as Frappe writes them; what is none is left out", () => {
		const content =
			'[{"id":"a","type":"header","data":{"text":"x"}},{"id":"b","type":"onboarding","data":{}}]'
		expect(readBlocks(content).map((entry) => entry.type)).toEqual(["header"])
		for (const broken of ["", "x", "{}", undefined]) expect(readBlocks(broken)).toEqual([])
	})

	test("are shortcuts and cards where nobody wrote any", () => {
		const found = blocksOf({
			name: "x",
			shortcuts: [{ type: "DocType", label: "A" }],
			links: [
				{ type: "Card Break", label: "B" },
				{ type: "Link", label: "C" },
			],
		})
		expect(found.map((entry) => [entry.type, nameOf(entry)])).toEqual([
			["shortcut", "A"],
			["card", "B"],
		])
	})

	test("leave no heading over nothing", () => {
		const blocks = [block("header", "A"), block("header", "B"), block("chart", "C"), block("header", "D")]
		expect(rowsOf(blocks).map((row) => row.blocks.map(nameOf))).toEqual([["B"], ["C"]])
	})

	test("stand side by side with their kind", () => {
		const blocks = [
			block("number_card", "a"),
			block("number_card", "b"),
			block("spacer"),
			block("chart", "c"),
		]
		expect(rowsOf([...blocks, block("quick_list", "d")]).map((row) => row.blocks.length)).toEqual([2, 1, 2])
	})
})

describe("filters that move", () => {
	test("are worked out by the day", () => {
		expect(evaluated("frappe.datetime.get_today()")).toBe(siteToday())
		expect(evaluated("frappe.datetime.add_days(frappe.datetime.get_today(), 30)")).toBe(
			addDays(siteToday(), 30),
		)
		expect(evaluated("frappe.datetime.add_days(frappe.datetime.nowdate(), -1)")).toBe(
			addDays(siteToday(), -1),
		)
		expect(evaluated("Open")).toBe("Open")
		expect(evaluated("frappe.datetime.constructor()")).toBe("frappe.datetime.constructor()")
	})

	test("join the fixed ones, four parts each", () => {
		const doc = {
			document_type: "X",
			filters_json: '[["X","a","=",1,false]]',
			dynamic_filters_json: '[["X","b","<=","frappe.datetime.get_today()"]]',
		}
		expect(filtersOf(doc)).toEqual([
			["X", "a", "=", 1],
			["X", "b", "<=", siteToday()],
		])
	})
})
