import { describe, expect, it } from "vitest"
import { gridColumns, layoutOf } from "./layout"

const field = (fieldtype: string, fieldname: string, more = {}) => ({ fieldtype, fieldname, ...more })

describe("layout", () => {
	it("follows tabs, sections and columns", () => {
		const tabs = layoutOf([
			field("Data", "a"),
			field("Column Break", "c1"),
			field("Data", "b"),
			field("Section Break", "s1"),
			field("Data", "c"),
			field("Tab Break", "t1"),
			field("Data", "d"),
			field("Section Break", "empty"),
			field("Column Break", "c2"),
			field("Tab Break", "nothing"),
		])
		expect(tabs.map((tab) => tab.key)).toEqual(["first", "t1"])
		expect(
			tabs[0].sections.map((section) =>
				section.columns.map((column) => column.map((entry) => entry.fieldname)),
			),
		).toEqual([[["a"], ["b"]], [["c"]]])
		expect(tabs[1].sections).toHaveLength(1)
	})

	it("has no first tab when the doctype begins with one", () => {
		expect(layoutOf([field("Tab Break", "t"), field("Data", "a")]).map((tab) => tab.key)).toEqual(["t"])
	})

	it("chooses grid columns", () => {
		const marked = [
			field("Data", "a"),
			field("Link", "b", { in_list_view: 1 }),
			field("Data", "c", { in_list_view: 1, hidden: 1 }),
		]
		expect(gridColumns(marked).map((entry) => entry.fieldname)).toEqual(["b"])
		expect(
			gridColumns([field("Text Editor", "x"), field("Data", "a")]).map((entry) => entry.fieldname),
		).toEqual(["a"])
	})
})
