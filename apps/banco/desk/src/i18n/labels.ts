import { __, t, type TextKey } from "."
import type { DocField } from "@/data/types"

const STANDARD = new Set(["name", "owner", "creation", "modified", "modified_by", "docstatus"])

/** A field's label in the reader's language; the columns that every document has bear the desk's own. */
export function fieldLabel(field: DocField): string {
	return STANDARD.has(field.fieldname)
		? t(`standard.${field.fieldname}` as TextKey)
		: __(field.label || field.fieldname)
}
