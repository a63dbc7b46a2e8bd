import { describe, expect, it } from "vitest"
import { elsewhere, linkItem, navigation } from "./navigation"
import type { Boot, WorkspaceLink } from "@/data/types"

const heading = (label: string) => ({ type: "Card Break", label }) as WorkspaceLink
const link = (name: string) =>
	({ type: "Link", label: name, link_type: "DocType", link_to: name }) as WorkspaceLink
const workspace = (name: string, sequence_id: number, ...links: WorkspaceLink[]) => ({
	name,
	title: name,
	sequence_id,
	links,
})
const doctypes = ["Referral", "PEI", "Threshold"]
const boot = {
	user: { name: "a@example.org", roles: ["Coordinator"] },
	can: { read: doctypes },
	doctypes: doctypes.map((name) => ({ name, module: "Intake" })),
	workspaces: [
		workspace("All", 6, heading("Cases"), link("Referral"), heading("Rules"), link("Threshold")),
		workspace("Coordination", 1, heading("Cases"), link("Referral"), heading("Projects"), link("PEI")),
	],
} as unknown as Boot

const shown = (given: Boot) =>
	navigation(given).map((group) => [group.label, group.items.map((item) => item.key), Boolean(group.closed)])

describe("the side bar", () => {
	it("has the first workspace's headings, then the others closed, and nothing twice", () => {
		expect(shown(boot)).toEqual([
			["Cases", ["Referral"], false],
			["Projects", ["PEI"], false],
			["All", ["/app/all", "Threshold"], true],
		])
	})

	it("leaves to the search field what no workspace names", () => {
		const more = { ...boot, doctypes: [...boot.doctypes!, { name: "Person", module: "Intake" }] } as Boot
		expect(elsewhere({ ...more, can: { read: [...doctypes, "Person"] } } as Boot)).toMatchObject([
			{ doctype: "Person" },
		])
		expect(elsewhere(more)).toEqual([])
	})

	it("offers no list that the user may not read", () => {
		const groups = shown({ ...boot, can: { read: ["PEI"] } } as Boot)
		expect(groups).toEqual([
			["Projects", ["PEI"], false],
			["All", ["/app/all"], true],
		])
	})
})

describe("a shortcut to a new document", () => {
	const shortcut = { ...link("PEI"), doc_view: "New" } as WorkspaceLink

	it("leads to an empty form, for who may create one", () => {
		const creating = { ...boot, can: { ...boot.can, create: ["PEI"] } } as Boot
		expect(linkItem(shortcut, creating)?.to).toMatchObject({ path: "/app/pei/new" })
		expect(linkItem(shortcut, boot)).toBeNull()
	})
})
