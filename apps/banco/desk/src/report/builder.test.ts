import { describe, expect, it } from "vitest"
import {
	type BuilderState,
	named,
	readRows,
	readSaved,
	requestOf,
	totalOf,
	VALUE,
	writeSaved,
} from "./builder"
import { Meta } from "@/data/meta"
import type { DocType } from "@/data/types"

const meta = new Meta({
	name: "Case",
	fields: [
		{ fieldname: "title", fieldtype: "Data", label: "Title" },
		{ fieldname: "town", fieldtype: "Link", options: "Town", label: "Town" },
		{ fieldname: "amount", fieldtype: "Currency", label: "Amount" },
		{ fieldname: "day", fieldtype: "Date", label: "Day" },
		{ fieldname: "people", fieldtype: "Table", options: "Case Person", label: "People" },
	],
} as DocType)
const metas: Record<string, Meta> = {
	Town: new Meta({
		name: "Town",
		fields: [{ fieldname: "region", fieldtype: "Data", label: "Region" }],
	} as DocType),
	"Case Person": new Meta({
		name: "Case Person",
		fields: [{ fieldname: "age", fieldtype: "Int", label: "Age" }],
	} as DocType),
}
const metaOf = (name: string) => metas[name]
const byDefault = { field: "modified", order: "desc" }
const plain: BuilderState = {
	fields: [
		["name", "Case"],
		["town.region", "Case"],
		["age", "Case Person"],
		["gone", "Case"],
		["people", "Case"],
	],
	group: null,
	totals: false,
	chart: null,
}

describe("the builder", () => {
	it("asks for own, linked and child fields under names of its own", () => {
		const request = requestOf(plain, meta, metaOf, null, byDefault)
		expect(request.fields).toEqual([
			"`tabCase`.`name` as c0",
			"town.region as c1",
			"`tabCase Person`.`age` as c2",
		])
		expect(request.columns.map((column) => column.label)).toEqual(["Codice", "Town: Region", "People: Age"])
		expect(request.order_by).toBe("`tabCase`.`modified` desc")
		const sorted = requestOf(plain, meta, metaOf, { field: "c1", descending: true }, byDefault)
		expect(sorted.order_by).toBe("c1 desc")
	})

	it("groups by fields and months and adds up", () => {
		const group = {
			keys: [{ field: "town" }, { field: "day", grain: "month" as const }],
			fn: "sum" as const,
			on: "amount",
		}
		const request = requestOf({ ...plain, group }, meta, metaOf, null, byDefault)
		expect(request.fields).toEqual([
			"`tabCase`.`town` as c0",
			"year(`tabCase`.`day`) as c1_year",
			"month(`tabCase`.`day`) as c1_month",
			"sum(`tabCase`.`amount`) as c_value",
		])
		expect(request.group_by).toBe("`tabCase`.`town`, year(`tabCase`.`day`), month(`tabCase`.`day`)")
		expect(request.order_by).toBe("c0 asc")
		const byMonth = requestOf({ ...plain, group }, meta, metaOf, { field: "c1", descending: true }, byDefault)
		expect(byMonth.order_by).toBe("c1_year desc, c1_month desc")
		expect(named(byMonth)).toEqual({
			fields: [
				"`tabCase`.`town` as c0",
				"year(`tabCase`.`day`) as `Day (mese): anno`",
				"month(`tabCase`.`day`) as `Day (mese): mese`",
				"sum(`tabCase`.`amount`) as `Somma: Amount`",
			],
			order_by: "`Day (mese): anno` desc, `Day (mese): mese` desc",
		})
		const rows = readRows(
			[
				{ c0: "Lodi", c1_year: 2026, c1_month: 3, [VALUE]: 0.1 },
				{ c0: "Lodi", c1_year: null, c1_month: null, [VALUE]: 0.2 },
			],
			group,
		)
		expect(rows.map((row) => row.c1)).toEqual(["03/2026", ""])
		expect(totalOf(request.columns, rows, group, "Total")).toEqual({ c0: "Total", [VALUE]: 0.3 })
		expect(totalOf(request.columns, rows, { ...group, fn: "avg" }, "Total")).toEqual({ c0: "Total" })
	})

	it("keeps reports in Frappe's form and reads them back", () => {
		const state: BuilderState = {
			...plain,
			totals: true,
			group: { keys: [{ field: "town" }], fn: "count", on: "name" },
			chart: { x: "c0", y: [VALUE], type: "bar" },
		}
		const saved = writeSaved(state, "Case", [["Case", "title", "=", "x"]], "c0 asc")
		expect(saved.group_by).toEqual({
			group_by: "`tabCase`.`town`",
			aggregate_function: "count",
			aggregate_on_field: "name",
			aggregate_on_doctype: "Case",
		})
		expect(readSaved(JSON.stringify(saved), "Case").state).toEqual(state)
		expect(readSaved("no json", "Case").state.fields).toEqual([])
		expect(readSaved('{"fields": ["name"]}', "Case").state.fields).toEqual([["name", "Case"]])
	})
})
