/**
 * A workflow as a drawing: where its states stand and which arrows join them. Pure.
 * Places are kept in the workflow's `workflow_data` as Frappe's own builder keeps them: a list of state nodes,
 * action nodes and the two lines of each action; the rows name their node in `workflow_builder_id`.
 */
import type { Doc } from "@/data/types"

export interface Point {
	x: number
	y: number
}

export interface Arrow {
	from: string
	to: string
	actions: string[]
}

interface Stored {
	type?: string
	id?: string
	position?: Point
	[key: string]: unknown
}

export const STEP = { x: 190, y: 95 }

const named = (rows: Doc[]): Doc[] => rows.filter((row) => row.state)
const whole = (rows: Doc[]): Doc[] => rows.filter((row) => row.state && row.next_state)

/** One arrow for each pair of states, with the actions that lead that way. */
export function arrowsOf(transitions: Doc[]): Arrow[] {
	const found = new Map<string, Arrow>()
	for (const row of whole(transitions)) {
		const key = JSON.stringify([row.state, row.next_state])
		const arrow: Arrow = found.get(key) ?? { from: row.state, to: row.next_state, actions: [] }
		if (row.action && !arrow.actions.includes(row.action)) arrow.actions.push(row.action)
		found.set(key, arrow)
	}
	return [...found.values()]
}

/**
 * Each state below the states that lead to it; those that nothing leads to come after, in the order of the
 * table, and those that nothing leads out of stand last.
 */
export function arranged(states: Doc[], transitions: Doc[]): Record<string, Point> {
	const names: string[] = [...new Set(named(states).map((row) => String(row.state)))]
	const steps = whole(transitions).filter((row) => row.state !== row.next_state)
	const ends = names.slice(1).filter((name) => steps.every((row) => row.state !== name))
	const line = new Map<string, number>()
	let depth = 0
	let front: string[] = names.slice(0, 1)
	while (front.length) {
		for (const name of front) line.set(name, depth)
		depth++
		const open = names.filter((name) => !line.has(name) && !ends.includes(name))
		const next = new Set(
			steps.filter((row) => front.includes(row.state)).map((row) => String(row.next_state)),
		)
		front = open.filter((name) => next.has(name))
		if (!front.length) {
			const led = new Set(steps.filter((row) => open.includes(row.state)).map((row) => row.next_state))
			front = open.filter((name) => !led.has(name))
			if (!front.length) front = open.slice(0, 1)
		}
	}
	for (const name of ends) line.set(name, depth)
	const width = new Map<number, number>()
	return Object.fromEntries(
		names.map((name) => {
			const at = line.get(name) ?? 0
			const place = width.get(at) ?? 0
			width.set(at, place + 1)
			// Every other line begins half a step further in, so that arrows do not run through states.
			return [name, { x: place * STEP.x + (at % 2) * (STEP.x / 2), y: at * STEP.y }]
		}),
	)
}

/** Where the states were put by hand; the others where `arranged` puts them. */
export function placesOf(doc: Doc): Record<string, Point> {
	const places = arranged(doc.states ?? [], doc.transitions ?? [])
	const kept = new Map(stored(doc).map((entry) => [String(entry.id), entry]))
	for (const row of named(doc.states ?? [])) {
		const entry = row.workflow_builder_id ? kept.get(String(row.workflow_builder_id)) : undefined
		if (entry?.type === "state" && isPoint(entry.position)) places[row.state] = { ...entry.position }
	}
	return places
}

/** The text for `workflow_data` with the states at these places; names the rows' nodes. */
export function storedPlaces(doc: Doc, places: Record<string, Point>): string {
	const states = named(doc.states ?? [])
	name(states, "")
	name(whole(doc.transitions ?? []), "action-")
	const ids = new Map(states.map((row) => [row.state, String(row.workflow_builder_id)]))
	const kept = new Map(stored(doc).map((entry) => [String(entry.id), entry]))
	const nodes: Stored[] = states.map((row) => {
		const id = String(row.workflow_builder_id)
		return { ...kept.get(id), type: "state", id, position: places[row.state] ?? { x: 0, y: 0 } }
	})
	const steps = whole(doc.transitions ?? []).filter((row) => ids.has(row.state) && ids.has(row.next_state))
	const actions = steps.map((row): Stored => {
		const [a, b] = [places[row.state], places[row.next_state]]
		return {
			...kept.get(row.workflow_builder_id),
			type: "action",
			id: row.workflow_builder_id,
			position: { x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2) },
			data: { from_id: ids.get(row.state), to_id: ids.get(row.next_state) },
		}
	})
	const lines = actions.flatMap((action) => {
		const { from_id, to_id } = action.data as { from_id: string; to_id: string }
		return [lineOf(from_id, String(action.id)), lineOf(String(action.id), to_id)]
	})
	return JSON.stringify([...nodes, ...actions, ...lines])
}

function lineOf(source: string, target: string): Stored {
	const handles = { sourceHandle: "bottom", targetHandle: "top", updatable: true, animated: true }
	return { ...handles, type: "transition", id: `edge-${source}-${target}`, source, target }
}

/** Rows without a node, or with that of another row (a copy), get a new one. */
function name(rows: Doc[], prefix: string): void {
	const taken = new Set<string>()
	let next = 1
	for (const row of rows) {
		if (row.workflow_builder_id && !taken.has(row.workflow_builder_id)) {
			taken.add(row.workflow_builder_id)
			continue
		}
		const all = new Set(rows.map((each) => each.workflow_builder_id))
		while (all.has(`${prefix}${next}`)) next++
		row.workflow_builder_id = `${prefix}${next}`
		taken.add(row.workflow_builder_id)
	}
}

function stored(doc: Doc): Stored[] {
	try {
		const found = typeof doc.workflow_data === "string" ? JSON.parse(doc.workflow_data) : doc.workflow_data
		return Array.isArray(found) ? found.filter((entry) => entry && typeof entry === "object") : []
	} catch {
		return []
	}
}

const isPoint = (value: unknown): value is Point =>
	Number.isFinite((value as Point)?.x) && Number.isFinite((value as Point)?.y)
