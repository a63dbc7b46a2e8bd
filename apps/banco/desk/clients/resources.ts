/** frappe-ui's resources, on /api/method/frappe.client.*: what most of today's Frappe apps use. */
import {
	createDocumentResource,
	createListResource,
	createResource,
	frappeRequest,
	setConfig,
} from "frappe-ui"
import type { FrappeResourceError } from "frappe-ui"
import { refused, same, until } from "./expect"
import type { Given } from "./page"

// The package has no types for them: they are what its documentation shows.
interface Row {
	name: string
	first_name: string
	citizenship?: string
}

export async function resources(given: Given): Promise<void> {
	setConfig("resourceFetcher", frappeRequest)
	const list = createListResource({
		doctype: "Person",
		fields: ["name", "first_name"],
		filters: { last_name: given.surname },
		orderBy: "first_name asc",
		pageLength: 1,
	})
	const mine = { last_name: given.surname, residence_municipality: given.municipality }
	const first: Row = await list.insert.submit({ ...mine, first_name: "Elda" })
	await list.insert.submit({ ...mine, first_name: "Fulvia" })
	// Each insert fetches the list anew by itself.
	await until(() => !list.list.loading, "the list after the inserts")
	await list.reload()
	same(names(list.data), ["Elda"], "createListResource")
	list.next()
	await until(() => names(list.data)?.length === 2, "the next page")
	same(names(list.data), ["Elda", "Fulvia"], "both pages")
	await list.setValue.submit({ name: first.name, citizenship: "Italiana" })

	const doc = createDocumentResource({ doctype: "Person", name: first.name, auto: false })
	await doc.get.fetch()
	same(doc.doc.citizenship, "Italiana", "createDocumentResource")
	await doc.setValue.submit({ citizenship: "Francese" })
	same(doc.doc.citizenship, "Francese", "its setValue")

	const count = createResource({
		url: "frappe.client.get_count",
		params: { doctype: "Person", filters: { last_name: given.surname } },
	})
	same(await count.fetch(), 2, "createResource")
	const denied = await refused<FrappeResourceError>(() => list.delete.submit(first.name), "deleting a case")
	same(denied.exc_type, "PermissionError", "deleting a case")
	same(denied.messages.length > 0, true, "the reason is told")
}

const names = (rows: Row[] | null) => rows?.map((row) => row.first_name)
