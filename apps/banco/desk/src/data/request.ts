/**
 * One HTTP transport for the desk. frappe-ui's own drops the titles and the field names that come with
 * a message, which the form needs to put an error beside its field; this one keeps them and is also
 * given to frappe-ui as its fetcher.
 */

export interface ServerMessage {
	message: string
	title?: string
	indicator?: string
	fieldname?: string
	fieldnames?: string[]
	parentfield?: string
	idx?: number
	raise_exception?: 0 | 1
}

/** A refused request: `status` 0 means that the server was not reached. */
export class ServerError extends Error {
	constructor(
		readonly status: number,
		readonly type: string,
		readonly messages: ServerMessage[],
		readonly retryAfter = 0,
	) {
		super(messages.map((entry) => plain(entry.message)).join("\n") || type || `HTTP ${status}`)
	}
}

export interface RequestOptions {
	url: string
	method?: string
	params?: Record<string, unknown> | FormData
	signal?: AbortSignal
}

export interface Envelope {
	message?: unknown
	docs?: unknown
	[key: string]: unknown
}

interface Hooks {
	csrfToken(): string
	/** Whether a refusal means that the session is gone: a browser that dropped its cookie is a guest. */
	isSessionLost(): Promise<boolean>
	/** Asks the user to sign in again; true when a new session is there. */
	renewSession(): Promise<boolean>
	/** Fetches a fresh CSRF token. */
	renewToken(): Promise<void>
	onMessages(messages: ServerMessage[]): void
	onReachable(reachable: boolean): void
}

let hooks: Hooks = {
	csrfToken: () => "",
	isSessionLost: async () => false,
	renewSession: async () => false,
	renewToken: async () => undefined,
	onMessages: () => undefined,
	onReachable: () => undefined,
}

export function configureRequests(given: Hooks): void {
	hooks = given
}

/** Sends and returns the whole envelope. Throws `ServerError`. */
export async function send(options: RequestOptions, attempt = 0): Promise<Envelope> {
	const response = await reach(options)
	const body = await readBody(response)
	if (response.ok) {
		const messages = readMessages(body)
		if (messages.length) hooks.onMessages(messages)
		return body
	}
	const type = String(body.exc_type ?? "")
	if (attempt === 0 && isSignIn(options.url) === false) {
		if (type === "CSRFTokenError") {
			await hooks.renewToken()
			return send(options, 1)
		}
		const lost =
			body.session_expired || ([401, 403].includes(response.status) && (await hooks.isSessionLost()))
		if (lost) {
			if (await hooks.renewSession()) return send(options, 1)
		}
	}
	throw new ServerError(
		response.status,
		type,
		failureMessages(body),
		Number(response.headers.get("Retry-After") ?? 0),
	)
}

/** Calls a whitelisted method and returns its `message`. */
export async function call<T = unknown>(
	method: string,
	params: Record<string, unknown> = {},
	options: { get?: boolean; signal?: AbortSignal } = {},
): Promise<T> {
	const body = await send({
		url: method.startsWith("/") ? method : `/api/method/${method}`,
		method: options.get ? "GET" : "POST",
		params,
		signal: options.signal,
	})
	return body.message as T
}

async function reach(options: RequestOptions): Promise<Response> {
	const method = options.method ?? "POST"
	const headers: Record<string, string> = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" }
	const init: RequestInit = { method, headers, credentials: "same-origin", signal: options.signal }
	let url = options.url
	if (method === "GET") {
		const query = queryString((options.params ?? {}) as Record<string, unknown>)
		if (query) url += (url.includes("?") ? "&" : "?") + query
	} else {
		headers["X-Frappe-CSRF-Token"] = hooks.csrfToken()
		if (options.params instanceof FormData) {
			init.body = options.params
		} else {
			headers["Content-Type"] = "application/json"
			init.body = JSON.stringify(options.params ?? {})
		}
	}
	try {
		const response = await fetch(url, init)
		hooks.onReachable(true)
		return response
	} catch (error) {
		if (options.signal?.aborted) throw error
		hooks.onReachable(false)
		throw new ServerError(0, "Offline", [])
	}
}

async function readBody(response: Response): Promise<Envelope> {
	const text = await response.text()
	try {
		return JSON.parse(text) as Envelope
	} catch {
		return {}
	}
}

function queryString(params: Record<string, unknown>): string {
	const query = new URLSearchParams()
	for (const [key, value] of Object.entries(params)) {
		if (value === undefined || value === null) continue
		query.set(key, typeof value === "string" ? value : JSON.stringify(value))
	}
	return query.toString()
}

function isSignIn(url: string): boolean {
	return url.endsWith("/api/method/login")
}

/** `_server_messages` is a JSON list of JSON objects; either layer may be missing. */
export function readMessages(body: Envelope): ServerMessage[] {
	const listed = parse(body._server_messages)
	if (!Array.isArray(listed)) return []
	return listed.map(toMessage).filter((entry) => entry.message)
}

function toMessage(raw: unknown): ServerMessage {
	const entry = typeof raw === "string" ? parse(raw) : raw
	if (entry && typeof entry === "object") {
		const found = entry as ServerMessage
		const text = found.message
		return { ...found, message: Array.isArray(text) ? text.join("<br>") : String(text ?? "") }
	}
	return { message: String(entry ?? "") }
}

function failureMessages(body: Envelope): ServerMessage[] {
	const messages = readMessages(body)
	if (messages.length) return messages
	if (Array.isArray(body.errors)) return body.errors.map(toMessage)
	const text = body._error_message ?? body.message
	if (typeof text === "string" && text) return [{ message: text }]
	// "frappe.exceptions.MandatoryError: [Referral, x]: person" -> what follows the exception's name
	const exception = typeof body.exception === "string" ? body.exception : ""
	return exception ? [{ message: exception.replace(/^[\w.]+:\s*/, "") }] : []
}

function parse(value: unknown): unknown {
	if (typeof value !== "string") return value
	try {
		return JSON.parse(value)
	} catch {
		return value
	}
}

/** Text of a message without its markup. */
export function plain(html: string): string {
	return html
		.replace(/<br\s*\/?>|<\/(p|li|div)>/gi, "\n")
		.replace(/<[^>]*>/g, "")
		.replace(/&lt;/g, "<")
		.replace(/&gt;/g, ">")
		.replace(/&quot;/g, '"')
		.replace(/&#39;/g, "'")
		.replace(/&nbsp;/g, " ")
		.replace(/&amp;/g, "&")
		.trim()
}
