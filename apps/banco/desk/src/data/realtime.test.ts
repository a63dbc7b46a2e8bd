import { beforeEach, describe, expect, it, vi } from "vitest"

class FakeSource {
	static opened: FakeSource[] = []
	static readonly CLOSED = 2
	readyState = 1
	onerror: (() => void) | null = null
	private readonly heard = new Map<string, (event: unknown) => void>()
	constructor(readonly url: string) {
		FakeSource.opened.push(this)
	}
	addEventListener(event: string, hear: (event: unknown) => void) {
		this.heard.set(event, hear)
	}
	close() {
		this.readyState = FakeSource.CLOSED
	}
	say(type: string, data: unknown) {
		this.heard.get(type)?.({ type, data: JSON.stringify(data) })
	}
}

const page = { visibilityState: "visible", changed: () => undefined as void }
vi.stubGlobal("EventSource", FakeSource)
vi.stubGlobal("window", globalThis)
vi.stubGlobal("document", {
	get visibilityState() {
		return page.visibilityState
	},
	addEventListener: (_event: string, changed: () => void) => (page.changed = changed),
})

const { follow, on, startEvents } = await import("./realtime")
const latest = () => FakeSource.opened[FakeSource.opened.length - 1]

describe("the events of the server", () => {
	beforeEach(() => {
		page.visibilityState = "visible"
		startEvents()
	})

	it("reach who asked for them, before or after the stream was opened, until they have enough", () => {
		const found: unknown[] = []
		const end = on("told", (data) => found.push(data))
		latest().say("told", { n: 1 })
		latest().say("other", { n: 2 })
		end()
		latest().say("told", { n: 3 })
		expect(found).toEqual([{ n: 1 }])
	})

	it("come by one stream, open while the page is seen", () => {
		const count = FakeSource.opened.length
		page.visibilityState = "hidden"
		page.changed()
		expect(latest().readyState).toBe(FakeSource.CLOSED)
		expect(FakeSource.opened.length).toBe(count)
		page.visibilityState = "visible"
		page.changed()
		expect(FakeSource.opened.length).toBe(count + 1)
		expect(FakeSource.opened.filter((source) => source.readyState === 1)).toEqual([latest()])
	})

	it("are those of a document too while it is followed", () => {
		const end = follow("Referral", "A/B & C")
		expect(latest().url).toContain("?doctype=Referral&name=A%2FB+%26+C")
		end()
		expect(latest().url).not.toContain("?")
	})

	it("are asked for again after a refusal, not at once", () => {
		vi.useFakeTimers()
		page.changed()
		const count = FakeSource.opened.length
		latest().readyState = FakeSource.CLOSED
		latest().onerror?.()
		expect(FakeSource.opened.length).toBe(count)
		vi.advanceTimersByTime(31_000)
		expect(FakeSource.opened.length).toBe(count + 1)
		vi.useRealTimers()
	})
})
