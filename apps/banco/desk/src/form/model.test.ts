import { beforeEach, describe, expect, it, vi } from "vitest"
import { differences, merged } from "./conflict"
import { copyDocument, newDocument, newRow, valueFromText } from "./documents"
import { refusals } from "./errors"
import { sentencesOf } from "./history"
import { FormModel, pathOf } from "./model"
import { documentWritable, missingFields, stateOf, takesRoom } from "./properties"
import { Meta } from "@/data/meta"
import { plain, readMessages, ServerError } from "@/data/request"
import { boot } from "@/data/session"
import type { Doc, DocField } from "@/data/types"

const member = new Meta({
	name: "Member",
	istable: 1,
	fields: [
		{ fieldname: "person", fieldtype: "Link", options: "Person", label: "Person", reqd: 1, in_list_view: 1 },
		{ fieldname: "role", fieldtype: "Data", label: "Role", no_copy: 1 },
	],
})
vi.mock("@/data/meta", async (original) => ({
	...(await original<object>()),
	metaOf: (name: string) => (name === "Member" ? member : undefined),
}))
const calls = vi.hoisted(() => ({ answer: {} as Record<string, unknown> }))
vi.mock("@/data/request", async (original) => ({
	...(await original<object>()),
	call: async () => calls.answer,
}))

const meta = new Meta({
	name: "Referral",
	title_field: "title",
	permissions: [
		{ role: "Coordinator", permlevel: 0, read: 1, write: 1 },
		{ role: "Coordinator", permlevel: 1, read: 1 },
		{ role: "Doctor", permlevel: 1, read: 1, write: 1 },
	],
	fields: [
		{ fieldname: "title", fieldtype: "Data", label: "Title", read_only: 1 },
		{ fieldname: "household", fieldtype: "Link", options: "Household", label: "Household", reqd: 1 },
		{
			fieldname: "municipality",
			fieldtype: "Data",
			label: "Municipality",
			fetch_from: "household.municipality",
		},
		{
			fieldname: "address",
			fieldtype: "Data",
			label: "Address",
			fetch_from: "household.address",
			fetch_if_empty: 1,
		},
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: "Reason",
			depends_on: "eval:doc.urgent",
			mandatory_depends_on: "urgent",
		},
		{ fieldname: "urgent", fieldtype: "Check", label: "Urgent" },
		{ fieldname: "amount", fieldtype: "Currency", label: "Amount", default: "12.5" },
		{ fieldname: "health", fieldtype: "Data", label: "Health", permlevel: 1 },
		{ fieldname: "secret", fieldtype: "Data", label: "Secret", permlevel: 2 },
		{ fieldname: "note", fieldtype: "Data", label: "Note", allow_on_submit: 1 },
		{ fieldname: "start_date", fieldtype: "Date", label: "Start Date" },
		{ fieldname: "members", fieldtype: "Table", options: "Member", label: "Members" },
	] as DocField[],
})

const stored = (values: Partial<Doc> = {}) =>
	new FormModel(meta, { doctype: "Referral", name: "R1", docstatus: 0, ...values } as Doc)

beforeEach(() => {
	boot.value = { user: { name: "c@x.it", roles: ["Coordinator"] }, can: { read: ["Household"] } }
	calls.answer = {}
})

describe("a document", () => {
	it("starts with its defaults and no rows", () => {
		const doc = newDocument(meta, { note: "x" })
		expect(doc).toMatchObject({
			doctype: "Referral",
			docstatus: 0,
			__islocal: 1,
			amount: 12.5,
			urgent: 0,
			members: [],
			note: "x",
		})
		expect(newDocument(meta).name).not.toBe(doc.name)
	})

	it("begins with the only document that the user's permissions leave", () => {
		boot.value = { ...boot.value, user_defaults: { Household: "H9" } }
		expect(newDocument(meta).household).toBe("H9")
		const free = new Meta({
			name: "Free",
			fields: [
				{ fieldname: "household", fieldtype: "Link", options: "Household", ignore_user_permissions: 1 },
			],
		})
		expect(newDocument(free).household).toBeUndefined()
	})

	it("is not changed by what scripts propose before the user writes", async () => {
		const model = new FormModel(meta, newDocument(meta))
		calls.answer = { municipality: "Segrate" }
		await model.setValue("household", "H1", undefined, model.untouched)
		expect([model.doc.municipality, model.dirty]).toEqual(["Segrate", false])
		await model.setValue("note", "typed")
		expect([model.dirty, model.untouched]).toEqual([true, false])
	})

	it("is copied without what must not be copied", () => {
		const source = stored({
			note: "x",
			members: [{ doctype: "Member", name: "m1", person: "P1", role: "r" }],
		}).doc
		const copy = copyDocument(source, meta, () => member)
		expect(copy.note).toBe("x")
		expect(copy.members[0]).toMatchObject({ person: "P1", parent: copy.name, __islocal: 1 })
		expect(copy.members[0].name).not.toBe("m1")
		expect(copy.members[0].role).toBeUndefined()
	})

	it("takes a searched text into its first needed text", () => {
		expect(
			valueFromText(
				new Meta({ name: "P", fields: [{ fieldname: "last_name", fieldtype: "Data", reqd: 1 }] }),
				"Rossi",
			),
		).toEqual({ last_name: "Rossi" })
		expect(valueFromText(meta, "Rossi")).toEqual({})
	})
})

describe("setting a value", () => {
	it("tells the scripts once, and only of a change", async () => {
		const model = stored({ note: "a" })
		const events: string[] = []
		model.dispatch = async (event) => void events.push(event)
		await model.setValue("note", "a")
		await model.setValue("note", "b")
		expect(events).toEqual(["note"])
		expect(model.dirty).toBe(true)
	})

	it("asks nothing of a linked document that is closed to the user", async () => {
		boot.value = { ...boot.value, can: { read: [] } }
		calls.answer = { name: "H1", municipality: "Segrate" }
		const model = new FormModel(meta, newDocument(meta))
		await model.setValue("household", "H1")
		expect(model.doc.household).toBe("H1")
		expect(model.doc.municipality).toBeFalsy()
	})

	it("fills the fields that hang on a link, sparing those that only fill when empty", async () => {
		const model = stored({ address: "kept" })
		calls.answer = { name: "H1", municipality: "Segrate", address: "other" }
		await model.setValue("household", "H1")
		expect(model.doc).toMatchObject({ municipality: "Segrate", address: "kept" })
		await model.setValue("household", null)
		expect(model.doc.municipality).toBeNull()
	})

	it("takes what a method of the document changed, and knows that it is not stored", () => {
		const model = stored({ modified: "1", members: [] })
		model.absorb({
			doctype: "Referral",
			modified: "1",
			members: [{ doctype: "Member", person: "P" }],
		} as unknown as Doc)
		expect(model.doc.members[0]).toMatchObject({ person: "P", parent: "R1", idx: 1, __islocal: 1 })
		expect(model.doc.members[0].name).toBeTruthy()
		expect(model.dirty).toBe(true)
		model.absorb({ ...model.doc, modified: "2" })
		expect(model.dirty).toBe(false)
		model.absorb({ ...model.doc, reason: null, _user_tags: "" } as unknown as Doc)
		expect(model.dirty).toBe(false)
	})

	it("keeps rows in order", async () => {
		const model = stored()
		const events: string[] = []
		model.dispatch = async (event) => void events.push(event)
		await model.addRow("members", { person: "A" })
		await model.addRow("members", { person: "B" }, 0)
		await model.moveRow("members", 0, 1)
		expect(model.doc.members.map((row: Doc) => [row.person, row.idx])).toEqual([
			["A", 1],
			["B", 2],
		])
		await model.removeRows("members", [model.doc.members[0].name])
		expect(model.doc.members).toMatchObject([{ person: "B", idx: 1 }])
		expect(events).toEqual([
			"members_add",
			"members_add",
			"members_move",
			"before_members_remove",
			"members_remove",
		])
	})
})

describe("a field", () => {
	const state = (model: FormModel, name: string) => stateOf(model, name)!

	it("follows its rules", () => {
		const model = stored()
		expect(state(model, "reason").hidden).toBe(true)
		model.doc.urgent = 1
		expect(state(model, "reason")).toMatchObject({ hidden: false, required: true })
	})

	it("is readable and writable by the levels of the user's roles", () => {
		const model = stored()
		expect(state(model, "health")).toMatchObject({ hidden: false, readOnly: true })
		expect(state(model, "secret").hidden).toBe(true)
		boot.value = { user: { name: "d@x.it", roles: ["Coordinator", "Doctor"] } }
		expect(state(model, "health").readOnly).toBe(false)
	})

	it("is closed once submitted, but for those allowed", () => {
		const model = stored({ docstatus: 1 })
		expect(state(model, "household").readOnly).toBe(true)
		expect(state(model, "note").readOnly).toBe(false)
		expect(documentWritable(stored({ docstatus: 2 }))).toBe(false)
	})

	it("takes no room when there is nothing to read or write", () => {
		const model = stored()
		expect(takesRoom(model, state(model, "title"))).toBe(false)
		model.doc.title = "x"
		expect(takesRoom(model, state(model, "title"))).toBe(true)
	})

	it("obeys what scripts set", () => {
		const model = stored({ members: [newRow(member, { doctype: "Referral", name: "R1" }, "members")] })
		model.override("note", "hidden", 1)
		model.override("members.role", "reqd", 1)
		expect(state(model, "note").hidden).toBe(true)
		expect(stateOf(model, "role", model.doc.members[0])!.required).toBe(true)
	})

	it("is missed when it is required and empty, in rows too", () => {
		const model = stored({
			members: [newRow(member, { doctype: "Referral", name: "R1" }, "members", { name: "m1" })],
		})
		expect(missingFields(model).map((entry) => entry.path)).toEqual(["household", "members.m1.person"])
	})
})

describe("refusals of the server", () => {
	const refused = (type: string, message: object) =>
		refusals(
			new ServerError(417, type, [message as never]),
			stored({ members: [{ doctype: "Member", name: "m1", idx: 1 }] }),
		)

	it("stand at the field they name", () => {
		expect(refused("ValidationError", { message: "no", fieldname: "note" })[0].path).toBe("note")
		expect(
			refused("ValidationError", { message: "no", fieldname: "person", parentfield: "members", idx: 1 })[0]
				.path,
		).toBe("members.m1.person")
		expect(
			refused("MandatoryError", { message: "[Referral, R1]: household, amount" }).map((entry) => entry.path),
		).toEqual(["household", "amount"])
		expect(refused("ValidationError", { message: "<strong>Amount</strong> is too high" })[0].path).toBe(
			"amount",
		)
		expect(refused("ValidationError", { message: "No" })[0]).toEqual({ text: "No" })
	})

	it("are said once for each field", () => {
		const both = [
			{ message: "Household H9 is gone", fieldname: "household" },
			{ message: "Not found: H9", fieldname: "household" },
			{ message: "No" },
		]
		const found = refusals(new ServerError(417, "LinkValidationError", both), stored())
		expect(found.map((entry) => entry.text)).toEqual(["Household H9 is gone", "No"])
	})

	it("stand at the field whose value or long label they say", () => {
		const model = stored({ note: "RSSMRA", title: "Rossi" })
		const path = (message: string) =>
			refusals(new ServerError(417, "ValidationError", [{ message }]), model)[0].path
		expect(path("Codice <strong>RSSMRA</strong> is wrong")).toBe("note")
		expect(path("Nobody may write <strong>Rossi</strong>, which is derived")).toBeUndefined()
		expect(path("Household is asked for")).toBeUndefined()
		expect(path("The start date cannot be in the future")).toBe("start_date")
	})

	it("are read from Frappe's double wrapping", () => {
		const body = {
			_server_messages: JSON.stringify([
				JSON.stringify({ message: "Uno", title: "T" }),
				JSON.stringify({ message: ["a", "b"] }),
			]),
		}
		expect(readMessages(body).map((entry) => entry.message)).toEqual(["Uno", "a<br>b"])
		expect(readMessages({})).toEqual([])
		expect(plain("<p>A &amp; <b>B</b></p>&lt;i&gt;")).toBe("A & B\n<i>")
	})
})

describe("two hands on one document", () => {
	it("are compared field by field and merged by choice", () => {
		const mine = stored({
			note: "mine",
			amount: 1,
			members: [{ doctype: "Member", name: "a", person: "P" }],
		}).doc
		const theirs = stored({
			note: "theirs",
			amount: 1,
			modified: "later",
			members: [{ doctype: "Member", name: "b", person: "P" }],
		}).doc
		expect(differences(mine, theirs, meta).map((entry) => entry.field.fieldname)).toEqual(["note"])
		expect(merged(mine, theirs, ["note"])).toMatchObject({ note: "mine", modified: "later" })
	})
})

describe("history", () => {
	it("reads as sentences and keeps secrets", () => {
		const data = JSON.stringify({
			changed: [
				["note", null, "x"],
				["amount", 1, 1234.5],
				["urgent", 0, 1],
				["secret", "a", "b"],
				["docstatus", 0, 1],
			],
			added: [
				["members", {}],
				["members", {}],
			],
			row_changed: [["members", 0, "m1", [["role", "a", null]]]],
		})
		expect(sentencesOf({ name: "v", owner: "u", creation: "", data }, meta, () => member)).toEqual([
			"ha impostato Note: «x»",
			"ha cambiato Amount da «€ 1,00» a «€ 1.234,50»",
			"ha attivato Urgent",
			"ha confermato il documento",
			"Members, riga 1: ha svuotato Role (era «a»)",
			"ha aggiunto 2 righe in Members",
		])
		expect(sentencesOf({ name: "v", owner: "u", creation: "", data: "{" }, meta, () => member)).toEqual([])
	})
})

it("names a place by field, row and table", () => {
	expect(pathOf("role", { doctype: "Member", name: "m1", parentfield: "members" })).toBe("members.m1.role")
})
