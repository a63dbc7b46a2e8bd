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
})
