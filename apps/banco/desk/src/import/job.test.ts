import { expect, test } from "vitest"
import { type Job, letters, missing, optionsOf, problemsOf, stepOf, templateUrl } from "./job"

const job: Job = {
	name: "x",
	reference_doctype: "Parcel",
	import_type: "Insert New Records",
	status: "Pending",
}

test("an import is taken up where it was left", () => {
	expect(stepOf(null)).toBe("what")
	expect(stepOf(job)).toBe("file")
	expect(stepOf({ ...job, import_file: "/private/files/a.csv" })).toBe("columns")
	expect(stepOf({ ...job, import_file: "a", checked_on: "2026-01-01" })).toBe("check")
	expect(stepOf({ ...job, import_file: "a", status: "Partial Success" })).toBe("result")
})

test("columns bear the letters of spreadsheets", () => {
	expect([1, 26, 27, 52, 53, 703].map(letters)).toEqual(["A", "Z", "AA", "AZ", "BA", "AAA"])
})

test("what is mandatory and has no column is told", () => {
	const fields = [
		{ value: "title", label: "Title", reqd: 1 as const },
		{ value: "note", label: "Note" },
		{ value: "items.item", label: "Item", reqd: 1 as const },
		{ value: "name", label: "ID", reqd: 1 as const },
	]
	const told = (chosen: (string | null)[], isUpdate = false) =>
		missing(fields, chosen, isUpdate).map((field) => field.value)
	expect(told([null, "note"])).toEqual(["title", "name"])
	expect(told(["title", "name", "items.note"])).toEqual(["items.item"])
	expect(told(["note"], true)).toEqual(["name"])
})

test("what the server keeps is what was chosen", () => {
	expect(JSON.parse(optionsOf(["title", null]))).toEqual({
		column_to_field_map: { 0: "title", 1: "Don't Import" },
	})
	const url = new URL(templateUrl("Parcel", true, ["title", "items.item"], "Excel"), "http://x")
	expect(JSON.parse(url.searchParams.get("export_fields")!)).toEqual({ Parcel: ["title"], items: ["item"] })
	expect(url.searchParams.get("is_update")).toBe("1")
})

test("messages are text", () => {
	const told = [{ row: 2, col: 1, field: "title", message: "<strong>Titolo</strong>: manca" }]
	expect(problemsOf({ ...job, template_warnings: JSON.stringify(told) })[0].message).toBe("Titolo: manca")
	expect(problemsOf(job)).toEqual([])
})
