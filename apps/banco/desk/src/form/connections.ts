/** The documents that belong to the open one: the doctype's own list of links, as far as the user may read them. */
import { reactive } from "vue"
import type { FormModel } from "./model"
import { listRoute, newRoute } from "@/app/routes"
import { call } from "@/data/request"
import { bootDoctype, can } from "@/data/session"
import { __ } from "@/i18n"
import type { RouteLocationRaw } from "vue-router"

interface DocTypeLink {
	link_doctype: string
	link_fieldname: string
	hidden?: 0 | 1
	parent_doctype?: string | null
	is_child_table?: 0 | 1
}

export interface Connection {
	doctype: string
	label: string
	count: number | null
	to: RouteLocationRaw
	/** Where a new one is made, where the user may make one. */
	fresh: RouteLocationRaw | null
}

/** Counts come in one by one; null until then. */
export function connectionsOf(model: FormModel): Connection[] {
	const name = model.doc.name
	const links = ((model.meta.source.links ?? []) as DocTypeLink[]).filter(
		(link) => !link.hidden && !link.is_child_table && !link.parent_doctype && can("read", link.link_doctype),
	)
	return links.map(({ link_doctype: doctype, link_fieldname: field }) => {
		const connection: Connection = reactive({
			doctype,
			label: __(bootDoctype(doctype)?.label ?? doctype),
			count: null,
			to: listRoute(doctype, { [field]: name }),
			fresh: can("create", doctype) ? newRoute(doctype, { [field]: name }) : null,
		})
		call<number>("frappe.client.get_count", { doctype, filters: { [field]: name } })
			.then((count) => (connection.count = count))
			.catch(() => undefined)
		return connection
	})
}
