/**
 * What waits for the user: documents in states from which one of the user's roles may take a step, and
 * drafts that the user may submit. Derived from the site's workflows, whatever they are.
 */
import type { RouteLocationRaw } from "vue-router"
import { listRoute } from "./routes"
import { fetchStateCounts } from "@/list/fetch"
import { call } from "@/data/request"
import { boot, can, roles } from "@/data/session"
import type { Workflow } from "@/data/types"

export interface Waiting {
	doctype: string
	state: string
	count: number
	actions: string[]
	to: RouteLocationRaw
}

/** Per state, the actions open to these roles. */
export function openActions(workflow: Workflow, held: Set<string>): Map<string, string[]> {
	const found = new Map<string, string[]>()
	for (const { state, action, allowed } of workflow.transitions) {
		if (!held.has(allowed)) continue
		const known = found.get(state) ?? []
		if (!known.includes(action)) found.set(state, [...known, action])
	}
	return found
}

export async function fetchWaiting(): Promise<Waiting[]> {
	const workflows = (boot.value.workflows ?? []).filter((workflow) => can("read", workflow.document_type))
	const perWorkflow = await Promise.all(workflows.map((workflow) => waitingIn(workflow).catch(() => [])))
	const drafts = await Promise.all(draftDoctypes(workflows).map((doctype) => draftsOf(doctype).catch(() => [])))
	return [...perWorkflow, ...drafts].flat()
}

async function waitingIn(workflow: Workflow): Promise<Waiting[]> {
	const actions = openActions(workflow, roles.value)
	if (!actions.size) return []
	const { document_type: doctype, workflow_state_field: field } = workflow
	const counts = await fetchStateCounts(doctype, field, [[field, "in", [...actions.keys()]]])
	return [...actions]
		.filter(([state]) => counts.get(state))
		.map(([state, open]) => ({ doctype, state, count: counts.get(state)!, actions: open, to: listRoute(doctype, { [field]: state }) }))
}

function draftDoctypes(workflows: Workflow[]): string[] {
	const covered = new Set(workflows.map((workflow) => workflow.document_type))
	return (boot.value.doctypes ?? [])
		.filter((entry) => entry.is_submittable && !entry.istable && !covered.has(entry.name) && can("submit", entry.name))
		.map((entry) => entry.name)
}

async function draftsOf(doctype: string): Promise<Waiting[]> {
	const count = await call<number>("frappe.client.get_count", { doctype, filters: { docstatus: 0 } })
	return count ? [{ doctype, state: "", count, actions: [], to: listRoute(doctype, { docstatus: "0" }) }] : []
}
