import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { FileUploader } from "./uploader"
import { uploadFile } from "@/data/files"
import { ServerError } from "@/data/request"
import { feedback } from "@/ui/feedback"

vi.mock("@/data/files", () => ({
	uploadFile: vi.fn(),
	maxFileSize: () => 10,
	fileSize: (bytes: number) => `${bytes} B`,
}))

const sent = vi.mocked(uploadFile)
const file = (name: string, size = 5) => ({ name, size }) as File

/** An input as the page would make it; what is chosen is given by hand. */
function stubPage() {
	const listeners: Record<string, () => void> = {}
	const input = {
		type: "",
		multiple: false,
		accept: "",
		hidden: false,
		files: [] as File[],
		click: vi.fn(),
		remove: vi.fn(),
		addEventListener: (event: string, listener: () => void) => void (listeners[event] = listener),
	}
	vi.stubGlobal("document", { createElement: () => input, body: { append: vi.fn() } })
	return { input, choose: () => listeners.change() }
}

describe("the file uploader of scripts", () => {
	beforeEach(() => {
		sent.mockReset()
		sent.mockImplementation(async (each) => ({ name: `F-${each.name}` }) as never)
		feedback.notices = []
	})
	afterEach(() => vi.unstubAllGlobals())

	it("opens the choice of files with what is asked for", () => {
		const { input } = stubPage()
		new FileUploader({ restrictions: { allowed_file_types: [".xml", ".p7m"] } })
		expect(input).toMatchObject({ type: "file", multiple: true, accept: ".xml,.p7m" })
		expect(input.click).toHaveBeenCalledOnce()
		new FileUploader({ allow_multiple: false })
		expect(input.multiple).toBe(false)
	})

	it("sends each file privately and tells of each", async () => {
		const { input, choose } = stubPage()
		const told: string[] = []
		input.files = [file("a.xml"), file("b.xml")]
		new FileUploader({ on_success: (row) => void told.push(row.name) })
		choose()
		await vi.waitFor(() => expect(told).toEqual(["F-a.xml", "F-b.xml"]))
		expect(sent.mock.calls[0][1]).toMatchObject({ isPrivate: true })
	})

	it("keeps nothing back for one that is too large or refused", async () => {
		stubPage()
		const told: string[] = []
		const uploader = new FileUploader({ on_success: (row) => void told.push(row.name) })
		sent.mockRejectedValueOnce(new ServerError(417, "ValidationError", []))
		await uploader.send([file("no.xml"), file("large.xml", 11), file("yes.xml")])
		expect(told).toEqual(["F-yes.xml"])
		expect(feedback.notices.some((notice) => notice.text.includes("large.xml"))).toBe(true)
	})

	it("sends no more than asked for", async () => {
		stubPage()
		const uploader = new FileUploader({ restrictions: { max_number_of_files: 1 } })
		await uploader.send([file("a.xml"), file("b.xml")])
		expect(sent).toHaveBeenCalledOnce()
	})
})
