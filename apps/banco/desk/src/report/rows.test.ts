import { describe, expect, it } from "vitest"
import { chartOf, coloursOf, PALETTE, plotOf } from "./chart"
import { initialValues, isShown, missing, queryOf, sentValues } from "./filters"
import { columnOf, foldedFrom, isParent, sorted, tableOf, unfolded, widthOf, windowOf } from "./rows"
import type { FilterField, ReportRow } from "./types"

describe("rows", () => {
	const found = {
		columns: ["Tree:Link/Tree:120", { fieldname: "worth", fieldtype: "Currency", label: "Worth" }, "Plain"],
		result: [["Oak", 2, "b"], { tree: "Elm", worth: 10, plain: "a" }, ["Ash", null, ""], ["Total", 12, ""]],
		add_total_row: 1 as const,
	}

	it("come in one shape, the total apart", () => {
		const table = tableOf(found)
		expect(table.columns[0]).toEqual({
			label: "Tree",
			fieldname: "tree",
			fieldtype: "Link",
			options: "Tree",
			width: "120",
		})
		expect(table.rows.map((row) => row.tree)).toEqual(["Oak", "Elm", "Ash"])
		expect(table.total).toEqual({ tree: "Total", worth: 12, plain: "" })
		expect(tableOf({ columns: [], result: null, add_total_row: 1 })).toEqual({
			columns: [],
			rows: [],
			total: null,
		})
	})

	it("are sorted by value, empty ones last either way", () => {
		const { rows, columns } = tableOf(found)
		expect(sorted(rows, columns[1], false)).toEqual([0, 1, 2])
		expect(sorted(rows, columns[1], true)).toEqual([1, 0, 2])
		expect(sorted(rows, columns[2], true)).toEqual([0, 1, 2])
		expect(sorted(rows, undefined, true)).toEqual([0, 1, 2])
	})

	it("fold and unfold as a tree", () => {
		const rows: ReportRow[] = [0, 1, 2, 1, 0].map((indent) => ({ indent }))
		expect([0, 1, 2, 4].map((at) => isParent(rows, at))).toEqual([true, true, false, false])
		expect([...foldedFrom(rows, 1)]).toEqual([1])
		expect(unfolded(rows, foldedFrom(rows, 1))).toEqual([0, 1, 3, 4])
		expect(unfolded(rows, foldedFrom(rows, 0))).toEqual([0, 4])
		expect(unfolded(rows, new Set())).toEqual([0, 1, 2, 3, 4])
	})

	it("are drawn where they are in sight", () => {
		expect(windowOf(0, 300, 30, 10_000, 5)).toEqual([0, 15])
		expect(windowOf(30_000, 300, 30, 10_000, 5)).toEqual([995, 1015])
		expect(windowOf(400_000, 300, 30, 10_000, 5)).toEqual([10_000, 10_000])
		expect(windowOf(0, 300, 30, 3)).toEqual([0, 3])
	})

	it("have columns wide enough", () => {
		expect(widthOf(columnOf("A:Int:10", 0))).toBe(60)
		expect(widthOf(columnOf("A:Date", 0))).toBe(110)
	})
})

describe("filters", () => {
	const fields = [
		{ fieldname: "kind", fieldtype: "Select", label: "Kind" },
		{ fieldname: "from", fieldtype: "Date", label: "From", reqd: 1, default: () => "2026-01-01" },
		{ fieldname: "open", fieldtype: "Check" },
		{ fieldname: "towns", fieldtype: "MultiSelectList" },
		{ fieldname: "only", fieldtype: "Data", label: "Only", reqd: 1, depends_on: "eval:doc.kind=='Oak'" },
	] as FilterField[]

	it("begin with their defaults and what the address says", () => {
		expect(initialValues(fields, {})).toEqual({ kind: "", from: "2026-01-01", open: 0, towns: [], only: "" })
		const values = initialValues(fields, { kind: "Oak", open: "1", towns: '["Lodi"]', strange: "1" })
		expect(values).toEqual({ kind: "Oak", from: "2026-01-01", open: 1, towns: ["Lodi"], only: "" })
		expect(queryOf(fields, values)).toEqual({ kind: "Oak", open: "1", towns: '["Lodi"]' })
		expect(initialValues(fields, queryOf(fields, { ...values, from: "" })).from).toBe("")
	})

	it("are sent when they have a value", () => {
		const values = initialValues(fields, { kind: "Oak" })
		expect(sentValues(fields, values)).toEqual({ kind: "Oak", from: "2026-01-01" })
	})

	it("that are missing are told, unless they are not shown", () => {
		expect(missing(fields, { ...initialValues(fields, {}), from: "" })).toEqual(["From"])
		expect(missing(fields, initialValues(fields, { kind: "Oak" }))).toEqual(["Only"])
		expect(isShown(fields[4], { kind: "Elm" })).toBe(false)
	})
})

describe("charts", () => {
	it("are plotted from Frappe's shape", () => {
		const plot = plotOf({
			type: "bar",
			data: {
				labels: ["a", ""],
				datasets: [{ name: "n", values: [1], chartType: "line" }, { values: [3, 4] }],
			},
		})!
		expect(plot.rows).toEqual([
			{ __category: "a", n: 1, "2": 3 },
			{ __category: "—", n: 0, "2": 4 },
		])
		expect(plot.kind).toBe("bar")
		expect(plot.styles).toEqual({ n: { type: "line", color: PALETTE[0] }, "2": { color: PALETTE[1] } })
		expect(plotOf({ type: "pie", data: { labels: ["a"], datasets: [{ values: [1] }] } })!.kind).toBe("donut")
		expect(plotOf({ data: { labels: [], datasets: [] } })).toBeNull()
		expect(plotOf(null)).toBeNull()
	})

	it("take a report's colours where they tell its parts apart", () => {
		const own = ["#a5b1bf", "#0b5cad"]
		expect(coloursOf(2, own)).toEqual(own)
		for (const given of [["#a5b1bf", "#a5b1bf"], ["#a5b1bf"], ["red", "url(x)"], undefined])
			expect(coloursOf(2, given)).toEqual(PALETTE.slice(0, 2))
		expect(coloursOf(14, [])[12]).toBe(PALETTE[0])
	})

	it("have colours that are seen on a light and on a dark ground", () => {
		const light = (colour: string) =>
			[1, 3, 5]
				.map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
				.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
				.reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0)
		for (const colour of PALETTE) {
			expect(1.05 / (light(colour) + 0.05), colour).toBeGreaterThanOrEqual(3)
			expect((light(colour) + 0.05) / (light("#0f0f0f") + 0.05), colour).toBeGreaterThanOrEqual(3)
		}
	})

	it("add up the rows of one name", () => {
		const table = tableOf({
			columns: ["Kind", "Worth:Currency"],
			result: [
				["Oak", 0.1],
				["Oak", 0.2],
				["Elm", 1],
			],
		})
		const chart = chartOf(table, { x: "kind", y: ["worth"], type: "bar" })!
		expect(chart.data).toEqual({ labels: ["Oak", "Elm"], datasets: [{ name: "Worth", values: [0.3, 1] }] })
		expect(chartOf(table, { x: "none", y: ["worth"], type: "bar" })).toBeNull()
	})

	it("draw the innermost rows of a tree", () => {
		const table = tableOf({
			columns: ["Wood", "Kind", "Worth:Currency"],
			result: [
				{ wood: "North", kind: "", worth: 5, indent: 0 },
				{ wood: "", kind: "Oak", worth: 2, indent: 1 },
				{ wood: "", kind: "Elm", worth: 3, indent: 1 },
				{ wood: "South", kind: "Ash", worth: 7, indent: 0 },
			],
		})
		const drawn = (x: string) => chartOf(table, { x, y: ["worth"], type: "pie" })!.data
		expect(drawn("kind").labels).toEqual(["Oak", "Elm", "Ash"])
		expect(drawn("kind").datasets[0].values).toEqual([2, 3, 7])
		expect([drawn("wood").labels, drawn("wood").datasets[0].values]).toEqual([
			["North", "South"],
			[5, 7],
		])
	})
})
