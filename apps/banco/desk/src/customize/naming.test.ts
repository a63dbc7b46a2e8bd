import { expect, test } from "vitest"
import { exampleName } from "./naming"
import type { DocField } from "@/data/types"

const fields: DocField[] = [
	{ fieldname: "naming_series", fieldtype: "Select", options: "\nPEI-.YY.-.###\nX-.#" },
	{ fieldname: "town", fieldtype: "Data", label: "Comune" },
]

test.each([
	["REF-.YYYY.-.#####", { name: "REF-2026-00001" }],
	["REF-.MM.", { name: "REF-0300001" }],
	["REF-###", { name: "REF-001" }],
	["format:{town}-{YYYY}-{DD}-{####}", { name: "‹Comune›-2026-05-0001" }],
	["naming_series:", { name: "PEI-26-001" }],
	["REF-.town.-.##", { name: "REF-‹Comune›-01" }],
	["field:town", { field: "town" }],
	["prompt", { by: "person" }],
	["hash", { by: "chance" }],
	["", { by: "chance" }],
	["autoincrement", { name: "1" }],
])("%s", (rule, expected) => {
	expect(exampleName(rule, fields, "2026-03-05", false)).toEqual(expected)
})

test("names that the app's code gives", () => {
	expect(exampleName("", fields, "2026-03-05", true)).toEqual({ by: "program" })
	expect(exampleName("naming_series:", [], "2026-03-05", false)).toEqual({ name: "" })
})
