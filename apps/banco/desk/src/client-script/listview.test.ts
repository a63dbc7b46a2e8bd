import { afterEach, describe, expect, it, vi } from "vitest"
import { ListView, setUpList } from "./listview"
import type { Meta } from "@/data/meta"

vi.mock("./load", () => ({ loadListScript: () => Promise.resolve() }))

const rows = [
	{ doctype: "Expense", name: "E1" },
	{ doctype: "Expense", name: "E2" },
]
const view = (refresh = () => undefined) => new ListView("Expense", { chosen: () => rows, refresh })
const meta = { name: "Expense", source: {} } as unknown as Meta

describe("list scripts", () => {
	afterEach(() => vi.unstubAllGlobals())

	it("add buttons once, by label and group", () => {
		const listview = view()
		const seen: string[] = []
		listview.page.add_inner_button("Read", () => seen.push("first"))
		listview.page.add_inner_button("Read", () => seen.push("second"))
		listview.page.add_inner_button("Read", () => seen.push("grouped"), "More")
		listview.page.add_actions_menu_item("Close", () => seen.push("closed"))
		expect(listview.buttons.map((button) => [button.label, button.group, Boolean(button.ofChosen)])).toEqual([
			["Read", undefined, false],
			["Read", "More", false],
			["Close", undefined, true],
		])
		listview.buttons[0].action()
		expect(seen).toEqual(["second"])
	})

	it("see what is chosen and have the list read again", () => {
		const refresh = vi.fn()
		const listview = view(refresh)
		expect(listview.get_checked_items()).toEqual(rows)
		expect(listview.get_checked_items(true)).toEqual(["E1", "E2"])
		listview.refresh()
		expect(refresh).toHaveBeenCalledOnce()
	})

	it("set up the page, and a faulty one leaves it usable", async () => {
		const onload = vi.fn()
		vi.stubGlobal("window", { frappe: { listview_settings: { Expense: { onload } } } })
		const listview = view()
		await setUpList(meta, listview)
		expect(onload).toHaveBeenCalledWith(listview)
		const complain = vi.spyOn(console, "error").mockImplementation(() => undefined)
		onload.mockImplementation(() => {
			throw new Error("faulty")
		})
		await setUpList(meta, listview)
		expect(complain).toHaveBeenCalledOnce()
		complain.mockRestore()
	})
})
