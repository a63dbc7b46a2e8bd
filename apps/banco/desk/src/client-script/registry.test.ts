import { beforeEach, describe, expect, it } from "vitest"
import { handlersOf, off, on, run } from "./registry"

describe("form scripts", () => {
	beforeEach(() => {
		off("Referral")
		off("Member")
	})

	it("run in the order they were registered, each awaited", async () => {
		const seen: string[] = []
		on("Referral", {
			refresh: async () => {
				await new Promise((resolve) => setTimeout(resolve, 5))
				seen.push("first")
			},
		})
		on("Referral", { refresh: () => seen.push("second") })
		on("Referral", "refresh", () => seen.push("third"))
		await run("Referral", "refresh", {})
		expect(seen).toEqual(["first", "second", "third"])
	})

	it("give a row's event to the row's doctype with its name", async () => {
		const frm = {}
		const seen: unknown[] = []
		on("Referral", { role: () => seen.push("parent") })
		on("Member", { role: (given, cdt, cdn) => seen.push(given === frm, cdt, cdn) })
		await run("Referral", "role", frm, "Member", "row1")
		expect(seen).toEqual([true, "Member", "row1"])
	})

	it("stop at an error", async () => {
		const seen: string[] = []
		on("Referral", {
			validate: [
				() => {
					throw new Error("no")
				},
				() => seen.push("never"),
			],
		})
		await expect(run("Referral", "validate", {})).rejects.toThrow("no")
		expect(seen).toEqual([])
	})

	it("take no harm from events that are not functions", async () => {
		on("Referral", { setup: undefined, onload: "text" })
		expect(handlersOf("Referral", "onload")).toEqual([])
		await expect(run("Referral", "refresh", {})).resolves.toBeUndefined()
	})
})
