/** Files that the server makes of what is on screen. */
import { call, ServerError } from "@/data/request"
import { boot } from "@/data/session"

/** Asks for a file by POST (filters may be long and are nobody's business in an address) and keeps it. */
export async function download(method: string, values: Record<string, unknown>): Promise<void> {
	const response = await fetch(`/api/method/${method}`, {
		method: "POST",
		credentials: "same-origin",
		headers: { "Content-Type": "application/json", "X-Frappe-CSRF-Token": boot.value.csrf_token ?? "" },
		body: JSON.stringify(values),
	})
	if (!response.ok) {
		// The ordinary way tells why, and signs in again where that is the reason.
		await call(method, values)
		throw new ServerError(response.status, "", [])
	}
	const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "")
	const link = document.createElement("a")
	link.href = URL.createObjectURL(await response.blob())
	link.download = name ? decodeURIComponent(name[1]) : "export"
	link.click()
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
