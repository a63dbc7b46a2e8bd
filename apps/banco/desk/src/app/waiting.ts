/**
 * What waits for the user: documents in states from which one of the user's roles may take a step, and
 * drafts that the user may submit. Derived from the site's workflows, whatever they are.
 */
import type { RouteLocationRaw } from "vue-router"
import { listRoute } from "./routes"
import { fetchStateCounts } from "@/list/fetch"
import { call } from "@/data/request"
import { boot, bootDoctype, can, roles } from "@/data/session"
import type { Workflow } from "@/data/types"

export interface Waiting {
	doctype: string
	state: string
	count: number
	actions: string[]
	to: RouteLocationRaw
}

/**
 * Per state, the actions open to these roles. A way out that (nearly) every state has, such as closing a
 * case, or that cancels what was submitted, waits for nobody: a state with nothing else open is left out, and so
 * is one that the workflow calls optional.
 */
export function openActions(workflow: Workflow, held: Set<string>): Map<string, string[]> {
	const found = new Map<string, string[]>()
	for (const { state, action, allowed } of workflow.transitions) {
		if (!held.has(allowed)) continue
		const known = found.get(state) ?? []
		if (!known.includes(action)) found.set(state, [...known, action])
	}
	const general = generalActions(workflow)
	const resting = new Set(workflow.states.filter((row) => row.is_optional_state).map((row) => row.state))
	return new Map(
		[...found].filter(
			([state, actions]) => !resting.has(state) && actions.some((action) => !general.has(action)),
		),
	)
}

/** Actions that leave more than half of the states, where there are states enough to tell, and those that cancel. */
function generalActions(workflow: Workflow): Set<string> {
	const cancelled = new Set(
		workflow.states.filter((row) => Number(row.doc_status) === 2).map((row) => row.state),
	)
	const leaving = new Map<string, Set<string>>()
	for (const { state, action } of workflow.transitions)
		leaving.set(action, (leaving.get(action) ?? new Set()).add(state))
	const states = new Set(workflow.transitions.map((transition) => transition.state)).size
	const everywhere = [...leaving].filter(([, from]) => states > 3 && from.size > states / 2)
	const undoing = workflow.transitions.filter(({ next_state }) => cancelled.has(next_state))
	return new Set([...everywhere.map(([action]) => action), ...undoing.map(({ action }) => action)])
}

export async function fetchWaiting(): Promise<Waiting[]> {
	const workflows = (boot.value.workflows ?? []).filter((workflow) => can("read", workflow.document_type))
	const perWorkflow = await Promise.all(workflows.map((workflow) => waitingIn(workflow).catch(() => [])))
	const drafts = await Promise.all(
		draftDoctypes(workflows).map((doctype) => draftsOf(doctype).catch(() => [])),
	)
	return [...perWorkflow, ...drafts].flat()
}

async function waitingIn(workflow: Workflow): Promise<Waiting[]> {
	const actions = openActions(workflow, roles.value)
	if (!actions.size) return []
	const { document_type: doctype, workflow_state_field: field } = workflow
	const counts = await fetchStateCounts(doctype, field, [[field, "in", [...actions.keys()]]])
	const general = generalActions(workflow)
	return [...actions]
		.filter(([state]) => counts.get(state))
		.map(([state, open]) => ({
			doctype,
			state,
			count: counts.get(state)!,
			actions: open.filter((action) => !general.has(action)),
			to: listRoute(doctype, { [field]: state }),
		}))
}

function draftDoctypes(workflows: Workflow[]): string[] {
	const covered = new Set(workflows.map((workflow) => workflow.document_type))
	return (boot.value.doctypes ?? [])
		.filter(
			(entry) =>
				entry.is_submittable && !entry.istable && !covered.has(entry.name) && can("submit", entry.name),
		)
		.map((entry) => entry.name)
}

async function draftsOf(doctype: string): Promise<Waiting[]> {
	const count = await call<number>("frappe.client.get_count", { doctype, filters: { docstatus: 0 } })
	return count ? [{ doctype, state: "", count, actions: [], to: listRoute(doctype, { docstatus: "0" }) }] : []
}

export interface Update {
	doctype: string
	name: string
	title: string
	state: string
	modified: string
}

const UPDATES = 8

/** What changed last among the documents that go through a workflow. */
export async function fetchUpdates(): Promise<Update[]> {
	const workflows = (boot.value.workflows ?? []).filter((workflow) => can("read", workflow.document_type))
	const found = await Promise.all(
		workflows.map(async ({ document_type: doctype, workflow_state_field: field }) => {
			const title = bootDoctype(doctype)?.title_field ?? "name"
			const rows = await call<Record<string, string>[]>("frappe.client.get_list", {
				doctype,
				fields: [...new Set(["name", title, field, "modified"])],
				order_by: "modified desc",
				limit_page_length: UPDATES,
			}).catch(() => [])
			return rows.map((row) => ({
				doctype,
				name: row.name,
				title: row[title] || row.name,
				state: row[field] ?? "",
				modified: row.modified,
			}))
		}),
	)
	return found
		.flat()
		.sort((a, b) => (a.modified < b.modified ? 1 : -1))
		.slice(0, UPDATES)
}
