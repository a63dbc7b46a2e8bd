/** What every control takes and gives: a value in the server's form, and a problem with what was typed. */
import { computed } from "vue"
import type { Doc, DocField } from "@/data/types"
import type { FormModel } from "@/form/model"

export interface ControlProps {
	field: DocField
	id: string
	modelValue?: unknown
	/** Accessible name where no label stands beside the control, as in a grid. */
	label?: string
	required?: boolean
	invalid?: boolean
	disabled?: boolean
	describedby?: string
	compact?: boolean
	model?: FormModel
	row?: Doc
}

export interface ControlEmits {
	(event: "update:modelValue", value: unknown): void
	/** What was typed is no value of this field; empty when it is again. */
	(event: "problem", text: string): void
	/** Something is being typed that is not yet a value. */
	(event: "typing"): void
}

/** Attributes that tie the native control to its label, its error and its state. */
export function useControlAttributes(props: ControlProps) {
	return computed(() => ({
		id: props.id,
		disabled: props.disabled || undefined,
		"aria-label": props.label || undefined,
		"aria-required": props.required || undefined,
		"aria-invalid": props.invalid ? ("true" as const) : undefined,
		"aria-describedby": props.describedby || undefined,
	}))
}
