/** Rules of doctypes as the permission page shows them; changed by the methods of Frappe's permission manager. */
import { call } from "@/data/request"
import type { DocPerm, DocType } from "@/data/types"
import type { TextKey } from "@/i18n"

export interface Rule extends DocPerm {
	name: string
	parent: string
	is_standard: boolean
}

export const RIGHTS = [
	"select",
	"read",
	"write",
	"create",
	"delete",
	"submit",
	"cancel",
	"amend",
	"report",
	"export",
	"import",
	"print",
	"email",
	"share",
] as const
export type Right = (typeof RIGHTS)[number] | "if_owner"

export const helpOf = (right: Right) => `right.${right}` as TextKey

/** The rights that mean something for a rule: above level 0 reading and writing fields, nothing else. */
export function rightsOf(rule: Rule, source: Partial<DocType>): Right[] {
	if (Number(rule.permlevel ?? 0)) return ["read", "write"]
	const without = new Set<string>()
	if (!source.is_submittable) for (const right of ["submit", "cancel", "amend"]) without.add(right)
	if (!source.allow_import) without.add("import")
	return [...RIGHTS.filter((right) => !without.has(right) || Number(rule[right])), "if_owner"]
}

/** The labels of the fields that a level protects, in the source language. */
export function fieldsOn(level: number, source: Partial<DocType>): string[] {
	return (source.fields ?? [])
		.filter((field) => Number(field.permlevel ?? 0) === level && field.label)
		.map((field) => field.label!)
}

/** The levels that a doctype's fields or rules use, 0 first. */
export function levelsOf(source: Partial<DocType>, rules: Rule[]): number[] {
	const found = [
		0,
		...(source.fields ?? []).map((field) => Number(field.permlevel ?? 0)),
		...rules.map((rule) => Number(rule.permlevel ?? 0)),
	]
	return [...new Set(found)].sort((a, b) => a - b)
}

const PATH = "frappe.core.page.permission_manager.permission_manager."

export const readRules = (doctype: string, role: string) =>
	call<Rule[]>(`${PATH}get_permissions`, { doctype: doctype || null, role: role || null })

const keyOf = (rule: Rule) => ({
	doctype: rule.parent,
	role: rule.role,
	permlevel: Number(rule.permlevel ?? 0),
	if_owner: Number(rule.if_owner ?? 0),
})

export const setRight = (rule: Rule, right: Right, on: boolean) =>
	call(`${PATH}update`, { ...keyOf(rule), ptype: right, value: on ? 1 : 0 })

export const addRule = (parent: string, role: string, permlevel: number) =>
	call(`${PATH}add`, { parent, role, permlevel })

export const removeRule = (rule: Rule) => call(`${PATH}remove`, keyOf(rule))

export const resetRules = (doctype: string) => call(`${PATH}reset`, { doctype })
