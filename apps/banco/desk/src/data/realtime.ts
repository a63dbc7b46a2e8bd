/**
 * Events of the server. The stream is open while the page is seen: a browser has few connections to a site,
 * and what was missed is asked for again at "connected".
 */

type Handler = (data: never) => unknown

const handlers = new Map<string, Set<Handler>>()
let document_: { doctype: string; name: string } | null = null
let source: EventSource | null = null
let started = false
let retry = 0

/** Calls `handler` with the data of each event of that name; the answer ends it. */
export function on<Data>(event: string, handler: (data: Data) => unknown): () => void {
	if (!handlers.has(event)) {
		handlers.set(event, new Set())
		source?.addEventListener(event, hear)
	}
	handlers.get(event)!.add(handler)
	return () => handlers.get(event)?.delete(handler)
}

/** Hears the events of a document too, as long as the user may read it; the answer ends it. */
export function follow(doctype: string, name: string): () => void {
	const mine = (document_ = { doctype, name })
	reopen()
	return () => {
		if (document_ !== mine) return
		document_ = null
		reopen()
	}
}

export function startEvents(): void {
	if (started) return
	started = true
	document.addEventListener("visibilitychange", reopen)
	reopen()
}

function hear(event: Event): void {
	for (const handler of handlers.get(event.type) ?? [])
		handler(JSON.parse((event as MessageEvent).data) as never)
}

function reopen(): void {
	clearTimeout(retry)
	source?.close()
	source = null
	if (!started || document.visibilityState !== "visible") return
	const query = document_ ? `?${new URLSearchParams(document_)}` : ""
	const opened = (source = new EventSource(`/api/method/banco.realtime.events${query}`))
	for (const event of handlers.keys()) opened.addEventListener(event, hear)
	// A broken connection is taken up again by the browser; a refusal (a session at its end) is not.
	opened.onerror = () => {
		if (source === opened && opened.readyState === EventSource.CLOSED)
			retry = window.setTimeout(reopen, 30_000)
	}
}
