/** `frm` as form scripts know it: a thin face over the open document. */
import { run } from "./registry"
import { FieldHandle } from "./handles"
import type { Doc, DocField } from "@/data/types"
import type { FormModel, QuerySource } from "@/form/model"
import { runDocMethod, type SaveAction } from "@/form/persist"
import type { Tone } from "@/ui/feedback"
import { toneOf } from "@/ui/feedback"

/** What the form's screen does for a script. */
export interface FormActions {
	save(action?: SaveAction): Promise<boolean>
	reload(): Promise<void>
	refresh(): Promise<void>
	rename(): void
}

type Values = Record<string, unknown>

export class Frm {
	readonly doctype: string
	readonly meta: unknown
	readonly fields_dict: Record<string, FieldHandle>
	readonly dashboard: { [name: string]: (...args: never[]) => unknown }
	readonly page: Record<string, unknown>

	constructor(
		private readonly model: FormModel,
		private readonly actions: FormActions,
	) {
		this.doctype = model.doctype
		this.meta = model.meta.source
		this.fields_dict = Object.fromEntries(
			model.meta.fields.map((field) => [
				field.fieldname,
				new FieldHandle(model, field.fieldname, () => this.trigger(field.fieldname)),
			]),
		)
		this.dashboard = {
			add_comment: (text: string, _colour?: string) => void model.comments.push(text),
			set_headline: (text: string) => void (model.headline = text),
			set_headline_alert: (text: string) => void (model.headline = text),
			clear_headline: () => void (model.headline = ""),
			clear_comment: () => void (model.comments = []),
		}
		this.page = {
			set_primary_action: (label: string, action: () => unknown) =>
				void model.buttons.push({ label, action, primary: true }),
			add_inner_button: (label: string, action: () => unknown, group?: string) =>
				this.add_custom_button(label, action, group),
			set_indicator: () => undefined,
		}
	}

	get doc(): Doc {
		return this.model.doc
	}

	get docname(): string {
		return this.model.doc.name
	}

	get perm(): unknown {
		return [this.model.docinfo.permissions ?? {}]
	}

	is_new(): boolean {
		return this.model.isNew
	}

	is_dirty(): boolean {
		return this.model.dirty
	}

	dirty(): void {
		this.model.touch()
	}

	async set_value(field: string | Values, value?: unknown): Promise<void> {
		const values = typeof field === "string" ? { [field]: value } : field
		for (const [fieldname, next] of Object.entries(values)) {
			const table = this.model.meta.field(fieldname)
			if (table?.fieldtype === "Table" && Array.isArray(next)) {
				this.clear_table(fieldname)
				for (const row of next as Values[]) this.model.addChild(fieldname, row)
			} else {
				await this.model.setValue(fieldname, next, undefined, this.model.untouched)
			}
		}
	}

	set_query(field: string, tableOrQuery: string | QuerySource, query?: QuerySource): void {
		if (typeof tableOrQuery === "string") this.model.queries[`${tableOrQuery}.${field}`] = query!
		else this.model.queries[field] = tableOrQuery
	}

	/** `set_df_property(field, property, value)`, or for a child table `(table, property, value, _, field, row)`. */
	set_df_property(
		field: string,
		property: string,
		value: unknown,
		_docname?: string,
		tableField?: string,
		row?: string,
	): void {
		const key = tableField ? [field, row, tableField].filter(Boolean).join(".") : field
		this.model.override(key, property, value)
	}

	private each(fields: string | string[], property: string, value: unknown): void {
		for (const field of Array.isArray(fields) ? fields : [fields]) this.model.override(field, property, value)
	}

	toggle_display(fields: string | string[], shown: unknown): void {
		this.each(fields, "hidden", shown ? 0 : 1)
	}

	toggle_reqd(fields: string | string[], required: unknown): void {
		this.each(fields, "reqd", required ? 1 : 0)
	}

	toggle_enable(fields: string | string[], enabled: unknown): void {
		this.each(fields, "read_only", enabled ? 0 : 1)
	}

	set_read_only(): void {
		this.model.readOnly = true
	}

	disable_form(): void {
		this.model.readOnly = true
		this.model.disabledSave = true
	}

	disable_save(): void {
		this.model.disabledSave = true
	}

	enable_save(): void {
		this.model.disabledSave = false
	}

	add_custom_button(label: string, action: () => unknown, group?: string): void {
		this.remove_custom_button(label, group)
		this.model.buttons.push({ label, action, group })
	}

	remove_custom_button(label: string, group?: string): void {
		this.model.buttons = this.model.buttons.filter(
			(button) => button.label !== label || button.group !== group,
		)
	}

	clear_custom_buttons(): void {
		this.model.buttons = []
	}

	change_custom_button_type(label: string, group: string | null, type: string): void {
		const button = this.model.buttons.find((each) => each.label === label && (each.group ?? null) === group)
		if (button) button.primary = type === "primary"
	}

	set_intro(text?: string, colour?: string): void {
		this.model.intro = text ? { text, tone: (colour ? toneOf(colour) : "neutral") as Tone } : null
	}

	get_field(fieldname: string): FieldHandle | undefined {
		return this.fields_dict[fieldname]
	}

	get_docfield(table: string, fieldname?: string): DocField | undefined {
		return fieldname ? this.model.childMeta(table)?.field(fieldname) : this.model.meta.field(table)
	}

	has_perm(right: string): boolean {
		return Boolean(this.model.docinfo.permissions?.[right])
	}

	add_child(table: string, values: Values = {}): Doc | null {
		return this.model.addChild(table, values)
	}

	clear_table(table: string): void {
		this.model.doc[table] = []
		this.model.touch()
	}

	/** The screen follows the document by itself; kept for scripts that ask. */
	refresh_field(_fieldname: string): void {}
	refresh_fields(): void {}

	refresh(): Promise<void> {
		return this.actions.refresh()
	}

	reload_doc(): Promise<void> {
		return this.actions.reload()
	}

	async save(action: SaveAction = "Save", callback?: () => unknown): Promise<boolean> {
		const saved = await this.actions.save(action)
		if (saved) await callback?.()
		return saved
	}

	savesubmit(): Promise<boolean> {
		return this.actions.save("Submit")
	}

	/** `frm.call("method", args)` or `frm.call({method, args, callback})`: a method of the document. */
	async call(
		given: string | { method: string; args?: unknown; doc?: unknown; callback?: (r: unknown) => unknown },
		args?: unknown,
		callback?: (r: unknown) => unknown,
	) {
		const options = typeof given === "string" ? { method: given, args, callback } : given
		const r = { message: await runDocMethod(this.model, options.method, options.args) }
		await options.callback?.(r)
		return r
	}

	trigger(event: string, cdt?: string, cdn?: string): Promise<void> {
		return run(this.doctype, event, this, cdt, cdn)
	}

	scroll_to_field(fieldname: string): void {
		document.querySelector(`[data-path="${CSS.escape(fieldname)}"]`)?.scrollIntoView({ block: "center" })
	}
}
