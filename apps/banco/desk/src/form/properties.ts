/** What a field is at this moment for this user: shown, writable, required. Pure reading of the model. */
import { holds, type Scope } from "./expression"
import { pathOf, type FormModel } from "./model"
import { isLayout, isTable } from "@/data/meta"
import { boot, roles } from "@/data/session"
import type { Doc, DocField } from "@/data/types"
import { __ } from "@/i18n"
import { addDays, addMonths } from "@/i18n/dates"
import { siteToday } from "@/i18n/settings"

export interface FieldState {
	field: DocField
	hidden: boolean
	readOnly: boolean
	required: boolean
}

const toInt = (value: unknown) => parseInt(String(value ?? 0), 10) || 0
const toFloat = (value: unknown) => parseFloat(String(value ?? 0)) || 0

/** The names that Frappe's `eval:` rules may use. */
export function scopeOf(model: FormModel, row?: Doc): Scope & { doc: Doc } {
	return {
		doc: row ?? model.doc,
		parent: model.doc,
		in_list: (list: unknown[], value: unknown) => list.includes(value),
		cint: toInt,
		flt: toFloat,
		__,
		frappe: {
			session: { user: boot.value.user.name },
			boot: { user: { name: boot.value.user.name, roles: boot.value.user.roles } },
			user: { name: boot.value.user.name, has_role: (role: string) => roles.value.has(role) },
			user_roles: [...roles.value],
			datetime: { get_today: siteToday, nowdate: siteToday, add_days: addDays, add_months: addMonths },
		},
	}
}

/** Whether the document as a whole may be written by this user now. */
export function documentWritable(model: FormModel): boolean {
	if (model.readOnly || Number(model.doc.docstatus) === 2) return false
	if (!model.isNew && model.docinfo.permissions && !model.docinfo.permissions.write) return false
	return stateWritable(model)
}

/** In a workflow only the role named for the state writes. */
function stateWritable(model: FormModel): boolean {
	const workflow = model.meta.workflow
	if (!workflow || model.isNew) return true
	const state = model.doc[workflow.workflow_state_field]
	const allowed = workflow.states.filter((entry) => entry.state === state)
	return !allowed.length || allowed.some((entry) => roles.value.has(entry.allow_edit))
}

export function stateOf(model: FormModel, fieldname: string, row?: Doc): FieldState | null {
	const field = model.field(fieldname, row)
	if (!field) return null
	const scope = scopeOf(model, row)
	const readable = levelAllows(model, field, "read")
	const hidden = Boolean(field.hidden) || !readable || !holds(field.depends_on, scope)
	const readOnly = hidden || isReadOnly(model, field, scope, row)
	const required =
		!readOnly &&
		(Boolean(field.reqd) || Boolean(field.mandatory_depends_on && holds(field.mandatory_depends_on, scope)))
	return { field, hidden, readOnly, required }
}

function isReadOnly(model: FormModel, field: DocField, scope: Scope & { doc: Doc }, row?: Doc): boolean {
	if (field.read_only || field.fieldtype === "Read Only" || field.is_virtual) return true
	if (field.read_only_depends_on && holds(field.read_only_depends_on, scope)) return true
	if (!documentWritable(model)) return true
	if (field.fieldname === model.meta.stateField && !row) return true
	if (field.set_only_once && !(row ?? model.doc).__islocal && scope.doc[field.fieldname]) return true
	if (Number(model.doc.docstatus) === 1 && !field.allow_on_submit) return true
	if (row && stateOf(model, row.parentfield!)?.readOnly) return true
	return !levelAllows(model, field, "write")
}

function levelAllows(model: FormModel, field: DocField, right: "read" | "write"): boolean {
	const level = Number(field.permlevel ?? 0)
	return level === 0 || model.meta.levels(right).has(level)
}

/** A field with nothing to show takes no room: an empty one that cannot be written. */
export function takesRoom(model: FormModel, state: FieldState, row?: Doc): boolean {
	if (state.hidden) return false
	const { field } = state
	if (field.fieldtype === "HTML") return Boolean(model.html[field.fieldname] ?? field.options)
	if (field.fieldtype === "Button") return !model.readOnly
	if (!state.readOnly || isLayout(field)) return true
	const value = (row ?? model.doc)[field.fieldname]
	if (field.fieldtype === "Check") return true
	if (isTable(field)) return Boolean(value?.length)
	return value !== undefined && value !== null && value !== ""
}

export interface Missing {
	path: string
	label: string
	table?: string
	row?: Doc
	fieldname: string
}

/** Required fields without a value, in the order of the form. */
export function missingFields(model: FormModel): Missing[] {
	const found: Missing[] = []
	for (const field of model.meta.dataFields) {
		const state = stateOf(model, field.fieldname)
		if (!state || state.hidden) continue
		const value = model.doc[field.fieldname]
		if (state.required && isEmpty(value, field)) {
			found.push({ path: field.fieldname, label: __(state.field.label), fieldname: field.fieldname })
		}
		if (isTable(field)) found.push(...missingInRows(model, field))
	}
	return found
}

function missingInRows(model: FormModel, table: DocField): Missing[] {
	const meta = model.childMeta(table.fieldname)
	if (!meta) return []
	return model.rows(table.fieldname).flatMap((row) =>
		meta.dataFields.flatMap((field) => {
			const state = stateOf(model, field.fieldname, row)
			if (!state?.required || state.hidden || !isEmpty(row[field.fieldname], field)) return []
			const label = `${__(table.label)} ${row.idx}: ${__(state.field.label)}`
			return [
				{
					path: pathOf(field.fieldname, row),
					label,
					table: table.fieldname,
					row,
					fieldname: field.fieldname,
				},
			]
		}),
	)
}

function isEmpty(value: unknown, field: DocField): boolean {
	if (isTable(field)) return !Array.isArray(value) || value.length === 0
	if (field.fieldtype === "Check") return false
	if (field.fieldtype === "Text Editor") return !String(value ?? "").replace(/<(?!img)[^>]*>|&nbsp;|\s/g, "")
	return value === null || value === undefined || String(value).trim() === ""
}
