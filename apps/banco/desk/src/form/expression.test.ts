import { describe, expect, it } from "vitest"
import { evaluate, holds, isRule } from "./expression"

const doc = {
	doctype: "Referral",
	workflow_state: "Received",
	age: 66,
	spontaneous: 0,
	notes: "",
	members: [{ name: "a" }],
	exits: [],
}
const scope = {
	doc,
	parent: { docstatus: 1 },
	in_list: (list: unknown[], value: unknown) => list.includes(value),
	cint: (value: unknown) => parseInt(String(value)) || 0,
	frappe: { user: { has_role: (role: string) => role === "Coordinator" }, session: { user: "a@b.it" } },
}

describe("depends_on", () => {
	it.each([
		[undefined, true],
		["age", true],
		["spontaneous", false],
		["members", true],
		["exits", false],
		["eval:doc.age > 65", true],
		["eval: doc.age>65 && !doc.spontaneous", true],
		["eval:doc.workflow_state == 'Draft' || doc.workflow_state == \"Received\"", true],
		["eval:['Draft', 'Received'].includes(doc.workflow_state)", true],
		["eval:in_list(['Draft'], doc.workflow_state)", false],
		["eval:doc.workflow_state!=='Received';", false],
		["eval:doc.members.length", true],
		["eval:(doc.exits || []).length", false],
		["eval:parent.docstatus==1", true],
		["eval:!doc.__islocal", true],
		["eval:doc['age'] == '66'", true],
		["eval:cint(doc.age) % 2 == 0 ? true : false", true],
		["eval:frappe.user.has_role('Coordinator')", true],
		["eval:doc.notes?.length ?? 1", false],
		["eval:typeof doc.age == 'number'", true],
		["eval:-doc.age < 0", true],
	])("%s is %s", (rule, expected) => {
		expect(holds(rule, scope)).toBe(expected)
	})

	it.each([
		"doc.constructor",
		"doc['__proto__']",
		"''.constructor.constructor('return 1')()",
		"window",
		"globalThis.fetch",
		"doc.age = 1",
		"doc.missing.deeper",
		"doc.age(",
		"() => 1",
	])("%s yields nothing", (source) => {
		expect(evaluate(source, scope)).toBeUndefined()
	})
})

it("a rule is told from what nobody can work out", () => {
	const names = new Set(["status"])
	expect(
		["eval:doc.status == 'Open'", "status", "eval:doc.status ==", "nothing"].map((rule) =>
			isRule(rule, names),
		),
	).toEqual([true, true, false, false])
})
