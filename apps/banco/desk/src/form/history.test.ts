import { describe, expect, it } from "vitest"
import { movesOf, sentencesOf } from "./history"
import { Meta } from "@/data/meta"
import type { DocType } from "@/data/types"

const log = (owner: string, creation: string) => ({ name: creation, content: "Validato", owner, creation })
const version = (owner: string, creation: string) => ({ name: creation, owner, creation, data: "{}" })

describe("the workflow's notes in the history", () => {
	it("tells the state that a decision taken elsewhere gave", () => {
		const logs = [log("commissione", "2026-11-22 10:00:00.5")]
		expect(movesOf(logs, [version("educatrice", "2026-11-22 10:00:00.4")])).toEqual(logs)
	})
	it("does not tell a change twice", () => {
		const logs = [log("educatrice", "2026-11-22 10:00:00.500000")]
		expect(movesOf(logs, [version("educatrice", "2026-11-22 10:00:00.400000")])).toEqual([])
	})
})

describe("the changes in the history", () => {
	it("leaves out what the form never shows", () => {
		const fields = [
			{ fieldname: "step", fieldtype: "Data", label: "Step" },
			{ fieldname: "codes", fieldtype: "Data", label: "Codes", hidden: 1 },
		]
		const meta = new Meta({ name: "Expense", fields } as DocType)
		const changed = [
			["step", "a", "b"],
			["codes", "x", "y"],
		]
		const row = { name: "1", owner: "a", creation: "2026-11-22", data: JSON.stringify({ changed }) }
		const found = sentencesOf(row, meta, () => undefined)
		expect(found).toHaveLength(1)
		expect(found[0]).toContain("Step")
	})
})
