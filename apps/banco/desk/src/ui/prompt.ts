/** `frappe.prompt`: a few fields in a dialog. */
import { shallowReactive } from "vue"
import type { DocField } from "@/data/types"
import { t } from "@/i18n"

export interface Prompt {
	title: string
	primary: string
	fields: DocField[]
	done(values: Record<string, unknown>): unknown
}

export const prompts = shallowReactive<Prompt[]>([])

export function promptFor(
	fields: string | Partial<DocField> | (string | Partial<DocField>)[],
	done: (values: Record<string, unknown>) => unknown,
	title?: string,
	primary?: string,
): void {
	const listed = (Array.isArray(fields) ? fields : [fields]).map((field, index) =>
		typeof field === "string"
			? { fieldname: "value", fieldtype: "Data", label: field, reqd: 1 as const }
			: { fieldtype: "Data", fieldname: field.fieldname ?? `value_${index}`, ...field },
	)
	prompts.push({
		title: title ?? t("ask.title"),
		primary: primary ?? t("action.confirm"),
		fields: listed as DocField[],
		done,
	})
}
