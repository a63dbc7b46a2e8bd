/** Messages, questions and short notices, asked for from anywhere and shown by `FeedbackHost`. */
import { reactive } from "vue"
import { plain, ServerError, type ServerMessage } from "@/data/request"
import { t } from "@/i18n"

export type Tone = "neutral" | "success" | "warning" | "error"

interface Notice {
	id: number
	text: string
	tone: Tone
}

export interface Question {
	title: string
	message: string
	confirm: string
	cancel: string
	danger: boolean
	answer(confirmed: boolean): void
}

export interface Message {
	title: string
	parts: string[]
	tone: Tone
	closed?(): void
}

export const feedback = reactive({
	notices: [] as Notice[],
	question: null as Question | null,
	messages: [] as Message[],
})

let count = 0

export function notify(
	text: string,
	tone: Tone = "success",
	seconds = tone === "error" || tone === "warning" ? 10 : 4,
): void {
	const id = ++count
	feedback.notices = feedback.notices.filter((notice) => notice.text !== plain(text))
	feedback.notices.push({ id, text: plain(text), tone })
	setTimeout(() => dismiss(id), seconds * 1000)
}

export function dismiss(id: number): void {
	feedback.notices = feedback.notices.filter((notice) => notice.id !== id)
}

export function ask(question: Partial<Question> & { message: string }): Promise<boolean> {
	return new Promise((resolve) => {
		feedback.question = {
			title: t("ask.title"),
			confirm: t("action.confirm"),
			cancel: t("action.cancel"),
			danger: false,
			...question,
			answer(confirmed) {
				feedback.question = null
				resolve(confirmed)
			},
		}
	})
}

export function show(parts: string[], title = "", tone: Tone = "neutral", closed?: () => void): void {
	if (parts.length) feedback.messages.push({ title, parts, tone, closed })
}

const TONES: Record<string, Tone> = {
	red: "error",
	orange: "warning",
	yellow: "warning",
	green: "success",
	blue: "neutral",
}

export const toneOf = (indicator: string | undefined): Tone => TONES[indicator ?? ""] ?? "neutral"

/** What the server says beside its answer: alerts pass by, the rest waits to be read. */
export function showServerMessages(messages: (ServerMessage & { alert?: number })[]): void {
	for (const entry of messages.filter((found) => found.alert))
		notify(entry.message, toneOf(entry.indicator) as Tone)
	const rest = messages.filter((found) => !found.alert)
	if (!rest.length) return
	const tone = rest.map((entry) => toneOf(entry.indicator)).find((found) => found !== "neutral")
	show(
		rest.map((entry) => entry.message),
		rest.find((entry) => entry.title)?.title,
		tone,
	)
}

/** Why something failed, in words for the reader. */
export function explain(error: unknown): string[] {
	if (!(error instanceof ServerError)) return [t("error.unexpected")]
	if (error.status === 0) return [t("error.offline")]
	if (error.messages.length && error.status !== 500) return error.messages.map((entry) => entry.message)
	if (error.status === 403) return [t("error.forbidden")]
	if (error.status === 404) return [t("error.missing")]
	if (error.status === 413) return [t("error.large")]
	if (error.status === 429) return [t("error.throttled")]
	return [t("error.server")]
}

export function showError(error: unknown, title?: string): void {
	const found = error instanceof ServerError ? error.messages.find((entry) => entry.title)?.title : ""
	show(explain(error), title || found || t("error.title"), "error")
	if (!(error instanceof ServerError)) console.error(error)
}
