/** The columns of a board and the ways between them. */
import type { Meta } from "@/data/meta"
import { roles, workflowOf } from "@/data/session"
import { statusField } from "@/ui/status"

/** The field whose values are the columns: the workflow's state, else a Select that tells a status. */
export function boardField(meta: Meta): string | undefined {
	const found = statusField(meta)
	return (
		found ?? meta.fields.find((field) => field.fieldtype === "Select" && field.in_standard_filter)?.fieldname
	)
}

/** The columns in the workflow's order, or in that of the field's options. */
export function columnsOf(meta: Meta, field: string, counts: Map<string, number>): string[] {
	const workflow = workflowOf(meta.name)
	const listed =
		workflow?.workflow_state_field === field
			? workflow.states.map((entry) => entry.state)
			: String(meta.field(field)?.options ?? "").split("\n")
	const known = [...new Set(listed.map((entry) => entry.trim()).filter(Boolean))]
	return [...known, ...[...counts.keys()].filter((state) => state && !known.includes(state))]
}

export interface Move {
	/** The workflow's action; empty where the value is simply set. */
	action: string
	to: string
}

/** Where a card may go, as far as the user's roles tell; the server has the last word. */
export function movesFrom(meta: Meta, field: string, state: string, columns: string[]): Move[] {
	const workflow = workflowOf(meta.name)
	if (workflow?.workflow_state_field !== field)
		return columns.filter((each) => each !== state).map((to) => ({ action: "", to }))
	const open = workflow.transitions.filter((entry) => entry.state === state && roles.value.has(entry.allowed))
	return [
		...new Map(open.map((entry) => [entry.action, { action: entry.action, to: entry.next_state }])).values(),
	]
}
