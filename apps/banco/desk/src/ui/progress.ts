/** Long work of the server under way, as its events tell. */
import { reactive } from "vue"
import { notify } from "./feedback"
import { on } from "@/data/realtime"
import { __, t } from "@/i18n"

interface Progress {
	percent: number
	title?: string
	description?: string
	task_id?: string
}

export const tasks = reactive(new Map<string, Progress>())

on<Progress>("progress", (told) => {
	const key = told.task_id ?? told.title ?? ""
	const percent = Math.max(0, Math.min(100, Math.round(told.percent)))
	tasks.set(key, { ...told, percent })
	if (percent === 100) setTimeout(() => tasks.delete(key), 3000)
})

on<{ job_name: string; status: string; error: string }>("job", ({ status, error }) => {
	tasks.clear() // what goes on tells so again
	if (status === "failed") notify(error ? __(error) : t("progress.failed"), "error")
})
/** What went on while the page was not seen may have ended. */
on("connected", () => tasks.clear())
