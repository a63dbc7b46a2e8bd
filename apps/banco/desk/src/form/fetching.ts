/** `fetch_from`: fields filled from the document that a link points to. */
import { call } from "@/data/request"
import { can } from "@/data/session"
import type { Meta } from "@/data/meta"
import type { DocField } from "@/data/types"

export interface Dependent {
	field: DocField
	/** The field's name in the linked document. */
	source: string
}

export function linkedFields(meta: Meta, link: string): Dependent[] {
	const found: Dependent[] = []
	for (const field of meta.fields) {
		const [from, source] = (field.fetch_from ?? "").split(".")
		if (from === link && source) found.push({ field, source: source.trim() })
	}
	return found
}

/** The values of the fields asked for; nothing where the document is not there for this user, who is not asked about
 * doctypes that are closed to them: what is copied from those, the host fills in when it saves. */
export async function fetchValues(
	doctype: string,
	docname: string,
	dependents: Dependent[],
): Promise<Record<string, unknown>> {
	if (!can("read", doctype) && !can("select", doctype)) return {}
	const fields = [...new Set(dependents.map((dependent) => dependent.source))]
	const found = await call<Record<string, unknown> | null>("frappe.client.validate_link", {
		doctype,
		docname,
		fields: JSON.stringify(fields),
	})
	return found ?? {}
}
