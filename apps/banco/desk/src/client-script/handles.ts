/** What a script reaches through `frm.fields_dict`: one field, the grid of a child table, an HTML field's content. */
import type { FormModel, QuerySource } from "@/form/model"
import type { Doc, DocField } from "@/data/types"

/** The little of jQuery that scripts use on an HTML field. */
function wrapperOf(model: FormModel, fieldname: string) {
	const wrapper = {
		html(content?: string) {
			if (content === undefined) return model.html[fieldname] ?? ""
			model.html[fieldname] = String(content)
			return wrapper
		},
		empty: () => wrapper.html(""),
		append: (content: string) => wrapper.html((model.html[fieldname] ?? "") + content),
	}
	return wrapper
}

export function gridHandle(model: FormModel, table: string) {
	return {
		get grid_rows() {
			return model.rows(table).map((doc) => ({ doc, docname: doc.name }))
		},
		get data(): Doc[] {
			return model.rows(table)
		},
		get_field(fieldname: string) {
			return {
				set get_query(query: QuerySource) {
					model.queries[`${table}.${fieldname}`] = query
				},
			}
		},
		update_docfield_property: (fieldname: string, property: string, value: unknown) =>
			model.override(`${table}.${fieldname}`, property, value),
		toggle_reqd: (fieldname: string, required: unknown) =>
			model.override(`${table}.${fieldname}`, "reqd", required ? 1 : 0),
		toggle_enable: (fieldname: string, enabled: unknown) =>
			model.override(`${table}.${fieldname}`, "read_only", enabled ? 0 : 1),
		toggle_display: (fieldname: string, shown: unknown) =>
			model.override(`${table}.${fieldname}`, "hidden", shown ? 0 : 1),
		set cannot_add_rows(value: unknown) {
			model.override(table, "cannot_add_rows", value)
		},
		refresh: () => undefined,
	}
}

export class FieldHandle {
	readonly grid?: ReturnType<typeof gridHandle>
	readonly $wrapper: ReturnType<typeof wrapperOf>

	constructor(
		private readonly model: FormModel,
		readonly fieldname: string,
		private readonly changed: () => Promise<void>,
	) {
		this.$wrapper = wrapperOf(model, fieldname)
		if (model.meta.field(fieldname)?.fieldtype === "Table") this.grid = gridHandle(model, fieldname)
	}

	get df(): DocField {
		return this.model.field(this.fieldname)!
	}

	get value(): unknown {
		return this.model.doc[this.fieldname]
	}

	get_value(): unknown {
		return this.value
	}

	async set_value(value: unknown): Promise<void> {
		await this.model.setValue(this.fieldname, value)
	}

	set get_query(query: QuerySource) {
		this.model.queries[this.fieldname] = query
	}

	set_description(text: string): void {
		this.model.override(this.fieldname, "description", text)
	}

	set_label(text: string): void {
		this.model.override(this.fieldname, "label", text)
	}

	toggle(shown: unknown): void {
		this.model.override(this.fieldname, "hidden", shown ? 0 : 1)
	}

	html(content: string): void {
		this.$wrapper.html(content)
	}

	trigger(): Promise<void> {
		return this.changed()
	}

	refresh(): void {}
}
