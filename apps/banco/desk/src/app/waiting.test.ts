import { describe, expect, it } from "vitest"
import { openActions } from "./waiting"

const step = (state: string, action: string, allowed: string) => ({ state, action, next_state: "", allowed })
const workflow = {
	name: "Referral",
	document_type: "Referral",
	workflow_state_field: "workflow_state",
	states: [],
	transitions: [
		step("Draft", "Refer", "Social Worker"),
		step("Received", "Assess", "Coordinator"),
		step("Received", "Ask for Data", "Coordinator"),
		step("Received", "Assess", "Case Manager"),
	],
}

describe("what waits for a user", () => {
	it("is every state that one of the roles can leave, with its actions once each", () => {
		expect([...openActions(workflow, new Set(["Coordinator", "Case Manager"]))]).toEqual([
			["Received", ["Assess", "Ask for Data"]],
		])
		expect(openActions(workflow, new Set(["Finance Officer"])).size).toBe(0)
	})

	it("is not a state whose only way out is one that nearly all states have", () => {
		const states = ["Draft", "Received", "Assessed", "Accepted"]
		const closing = {
			...workflow,
			transitions: [...workflow.transitions, ...states.map((state) => step(state, "Close", "Coordinator"))],
		}
		expect([...openActions(closing, new Set(["Coordinator"]))]).toEqual([
			["Received", ["Assess", "Ask for Data", "Close"]],
		])
	})

	it("is neither a cancellation nor a state in which documents rest", () => {
		const accounts = {
			...workflow,
			states: [
				{ state: "Received", doc_status: 1, allow_edit: "All" },
				{ state: "Complete", doc_status: 1, allow_edit: "All", is_optional_state: 1 as const },
				{ state: "Cancelled", doc_status: 2, allow_edit: "All" },
			],
			transitions: [
				step("Complete", "Take Up Again", "Coordinator"),
				{ ...step("Received", "Cancel", "Coordinator"), next_state: "Cancelled" },
			],
		}
		const held = new Set(["Coordinator"])
		expect(openActions(accounts, held).size).toBe(0)
		const resting = {
			...accounts,
			states: accounts.states.map((row) => ({ ...row, is_optional_state: 0 as const })),
		}
		expect([...openActions(resting, held).keys()]).toEqual(["Complete"])
	})
})
