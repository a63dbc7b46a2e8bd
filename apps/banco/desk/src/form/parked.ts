/**
 * Forms set aside while a document for one of their links is made, and forms handed from one address to
 * another (a new document that has just been named). They are kept in memory only.
 */
import { shallowReactive } from "vue"
import type { FormModel } from "./model"
import type { Creation } from "@/fields/linking"

interface Parked {
	path: string
	model: FormModel
	creation: Creation
	title: string
}

const stack = shallowReactive<Parked[]>([])
const handed = new Map<string, FormModel>()

export function park(entry: Parked): void {
	stack.push(entry)
}

/** The form that waits for a new document of this doctype. */
export function waitingFor(doctype: string): Parked | undefined {
	const last = stack[stack.length - 1]
	return last?.creation.doctype === doctype ? last : undefined
}

/** The form that was left at this address, if any; those set aside after it are given up. */
export function takeBack(path: string): Parked | undefined {
	const at = stack.findIndex((entry) => entry.path === path)
	return at < 0 ? undefined : stack.splice(at)[0]
}

export function handOver(path: string, model: FormModel): void {
	handed.set(path, model)
}

export function takeHanded(path: string): FormModel | undefined {
	const model = handed.get(path)
	handed.delete(path)
	return model
}
