/** An import of documents from a spreadsheet: what the server keeps of it, and what its steps need to know. */
import { call, plain, send } from "@/data/request"

const PATH = "frappe.core.doctype.data_import.data_import"
const URL = "/api/resource/Data Import"
export const LEFT_OUT = "Don't Import"
export const UPDATE = "Update Existing Records"
export const STEPS = ["what", "file", "columns", "check", "result"] as const
export type Step = (typeof STEPS)[number]

export interface Job {
	name: string
	reference_doctype: string
	import_type: string
	import_file?: string
	template_options?: string
	template_warnings?: string
	checked_on?: string
	status: string
}

export interface Problem {
	row: number
	col: number | null
	field: string
	message: string
}

export interface Target {
	value: string
	label: string
	reqd?: 0 | 1
}

export interface Preview {
	columns: { index: number; header_title: unknown; map_to_field: string | null }[]
	data: unknown[][]
	fields: Target[]
	total_number_of_rows: number
}

export interface Standing {
	status: string
	success: number
	failed: number
	total_records: number
	checked_on: string | null
}

const save = async (url: string, method: string, params: Partial<Job>) =>
	(await send({ url, method, params })).data as Job

export const createJob = (values: Partial<Job>) => save(URL, "POST", values)
export const changeJob = (name: string, values: Partial<Job>) =>
	save(`${URL}/${encodeURIComponent(name)}`, "PUT", values)
export const loadJob = async (name: string) =>
	(await send({ url: `${URL}/${encodeURIComponent(name)}`, method: "GET" })).data as Job

/** The rows to choose columns for; the first column the server names is the number of the row. */
export async function loadPreview(name: string): Promise<Preview> {
	const found = await call<Preview>(`${PATH}.get_preview_from_template`, { data_import: name })
	return { ...found, columns: found.columns.slice(1) }
}

export const standing = (name: string) =>
	call<Standing>(`${PATH}.get_import_status`, { data_import_name: name }, { get: true })

/** Starts a run and waits for its end, however long it takes; `tell` hears how far it has come. */
export async function run(
	name: string,
	isTrial: boolean,
	tell: (found: Standing) => void,
	signal: AbortSignal,
): Promise<Standing> {
	const before = await standing(name)
	await call(`${PATH}.form_start_import`, { data_import: name, dry_run: isTrial })
	for (let pause = 300; ; pause = Math.min(pause * 1.5, 3000)) {
		const found = await standing(name)
		tell(found)
		const over = isTrial ? found.checked_on !== before.checked_on : found.status !== "Pending"
		if (over || signal.aborted) return found
		await new Promise((resolve) => setTimeout(resolve, pause))
	}
}

export function templateUrl(
	doctype: string,
	isUpdate: boolean,
	keys: string[],
	kind: "Excel" | "CSV",
): string {
	const chosen: Record<string, string[]> = {}
	for (const key of keys) {
		const [table, field] = key.includes(".") ? key.split(".") : [doctype, key]
		;(chosen[table] ??= []).push(field)
	}
	const query = new URLSearchParams({ doctype, file_type: kind, export_fields: JSON.stringify(chosen) })
	if (isUpdate) query.set("is_update", "1")
	return `/api/method/${PATH}.download_template?${query}`
}

export const failedUrl = (name: string) =>
	`/api/method/${PATH}.download_errored_template?${new URLSearchParams({ data_import_name: name })}`

/** Where an import stands when its page is opened. */
export function stepOf(job: Job | null): Step {
	if (!job) return "what"
	if (!job.import_file) return "file"
	if (job.status !== "Pending") return "result"
	return job.checked_on ? "check" : "columns"
}

export function problemsOf(job: Job | null): Problem[] {
	const found = JSON.parse(job?.template_warnings || "[]") as Problem[]
	return found.map((problem) => ({ ...problem, message: plain(problem.message) }))
}

/** The letter by which a spreadsheet calls a column: 1 is A, 27 is AA. */
export function letters(column: number): string {
	const rest = Math.floor((column - 1) / 26)
	return (rest ? letters(rest) : "") + String.fromCharCode(65 + ((column - 1) % 26))
}

/** What a new document needs and no column gives; a table needs nothing while no column fills it. */
export function missing(fields: Target[], chosen: (string | null)[], isUpdate: boolean): Target[] {
	const given = new Set(chosen)
	const tables = new Set([...given].filter((key) => key?.includes(".")).map((key) => key!.split(".")[0]))
	return fields.filter(({ value, reqd }) => {
		if (!reqd || given.has(value) || (isUpdate && value !== "name")) return false
		return !value.includes(".") || tables.has(value.split(".")[0])
	})
}

/** The choice of each column as the server keeps it. */
export function optionsOf(chosen: (string | null)[]): string {
	const map = Object.fromEntries(chosen.map((key, index) => [String(index), key ?? LEFT_OUT]))
	return JSON.stringify({ column_to_field_map: map })
}
