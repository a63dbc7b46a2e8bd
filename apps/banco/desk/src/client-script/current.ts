/** The form that scripts mean when they name none: the one on screen. */
import type { FormModel } from "@/form/model"

let current: FormModel | null = null

export const currentForm = () => current

export function setCurrentForm(model: FormModel | null, frm?: unknown): void {
	current = model
	;(window as unknown as { cur_frm?: unknown }).cur_frm = frm
}
