/** Handlers that form scripts register, by doctype and event. */

export type Handler = (frm: unknown, cdt?: string, cdn?: string) => unknown
export type Handlers = Record<string, Handler | Handler[] | string | undefined>

const registered = new Map<string, Map<string, Handler[]>>()

/** `frappe.ui.form.on`: either a map of events, or one event with its handler. */
export function on(doctype: string, given: Handlers | string, handler?: Handler): void {
	const events = typeof given === "string" ? { [given]: handler } : given
	const known = registered.get(doctype) ?? new Map<string, Handler[]>()
	registered.set(doctype, known)
	for (const [event, entry] of Object.entries(events)) {
		const handlers = (Array.isArray(entry) ? entry : [entry]).filter(
			(each) => typeof each === "function",
		) as Handler[]
		known.set(event, [...(known.get(event) ?? []), ...handlers])
	}
}

/** Forgets what the scripts of a doctype registered, before they are loaded anew. */
export function off(doctype: string): void {
	registered.delete(doctype)
}

export function handlersOf(doctype: string, event: string): Handler[] {
	return registered.get(doctype)?.get(event) ?? []
}

/** Thrown by `frappe.throw`: the reason was already shown to the user. */
export class ScriptStop extends Error {}

/**
 * Runs the handlers of an event one after the other, each awaited, as Frappe does. The event of a row goes
 * to the row's doctype. An error stops the rest and is the caller's to deal with.
 */
export async function run(
	doctype: string,
	event: string,
	frm: unknown,
	cdt?: string,
	cdn?: string,
): Promise<void> {
	const owner = cdt ?? doctype
	for (const handler of handlersOf(owner, event)) await handler(frm, cdt ?? doctype, cdn)
}
