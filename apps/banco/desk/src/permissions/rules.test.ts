import { expect, test } from "vitest"
import { fieldsOn, levelsOf, rightsOf, type Rule } from "./rules"
import type { DocType } from "@/data/types"

const source = {
	name: "Referral",
	fields: [
		{ fieldname: "town", fieldtype: "Data", label: "Town" },
		{ fieldname: "health", fieldtype: "Text", label: "Health", permlevel: 1 },
		{ fieldname: "tab", fieldtype: "Column Break", permlevel: 1 },
		{ fieldname: "notes", fieldtype: "Text", label: "Notes", permlevel: 3 },
	],
} as DocType
const rule = (more: object = {}) =>
	({ name: "r", parent: "Referral", role: "Clerk", is_standard: true, ...more }) as Rule

test("only rights that mean something are offered", () => {
	expect(rightsOf(rule(), source)).not.toContain("submit")
	expect(rightsOf(rule(), { ...source, is_submittable: 1 })).toContain("submit")
	expect(rightsOf(rule({ submit: 1 }), source)).toContain("submit")
	expect(rightsOf(rule(), source)).not.toContain("import")
	expect(rightsOf(rule({ permlevel: 1 }), source)).toEqual(["read", "write"])
})

test("a level is told by the fields it protects", () => {
	expect(fieldsOn(1, source)).toEqual(["Health"])
	expect(levelsOf(source, [rule({ permlevel: 2 })])).toEqual([0, 1, 2, 3])
})
