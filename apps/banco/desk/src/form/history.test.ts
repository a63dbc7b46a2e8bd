import { describe, expect, it } from "vitest"
import { movesOf } from "./history"

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
