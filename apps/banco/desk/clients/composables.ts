/** frappe-ui's composables, on /api/v2: useList, useDoc, useNewDoc, useDoctype, useCall. */
import { FrappeResponseError, useCall, useDoc, useDoctype, useList, useNewDoc } from "frappe-ui"
import { effectScope } from "vue"
import { refused, same, until } from "./expect"
import type { Given } from "./page"

interface Person {
	name: string
	first_name: string
	last_name: string
	full_name: string
	citizenship: string
	residence_municipality: string
	[key: string]: unknown
}

export async function composables(given: Given): Promise<void> {
	const scope = effectScope()
	await scope.run(() => work(given))
	scope.stop()
}

async function work(given: Given): Promise<void> {
	const mine = { last_name: given.surname, residence_municipality: given.municipality }
	const fresh = useNewDoc<Person>("Person", { ...mine, first_name: "Carla" })
	const first = await fresh.submit()
	const person = useDoctype<Person>("Person")
	const second = await person.insert.submit({ ...mine, first_name: "Dina" })

	const list = useList<Person>({
		doctype: "Person",
		fields: ["name", "first_name", "citizenship"],
		filters: { last_name: given.surname },
		orderBy: "first_name asc",
		limit: 1,
		immediate: false,
	})
	await list.fetch()
	same(
		list.data?.map((row) => row.first_name),
		["Carla"],
		"useList",
	)
	same(list.hasNextPage, true, "a further page")
	list.next()
	await until(() => list.data?.length === 2, "the further page")
	same(
		list.data?.map((row) => row.first_name),
		["Carla", "Dina"],
		"both pages",
	)
	same(list.hasNextPage, false, "no third page")

	const doc = useDoc<Person>({ doctype: "Person", name: first!.name, immediate: false })
	await doc.fetch()
	same(doc.doc?.full_name, `${given.surname} Carla`, "useDoc")
	await doc.setValue.submit({ citizenship: "Italiana" })
	same(doc.doc?.citizenship, "Italiana", "useDoc().setValue")
	await person.setValue.submit({ name: second!.name, citizenship: "Svizzera" })

	const count = useCall<number, { doctype: string; filters: object }>({
		url: "/api/v2/method/frappe.client.get_count",
		method: "POST",
		params: { doctype: "Person", filters: { last_name: given.surname } },
		immediate: false,
	})
	same(await count.execute(), 2, "useCall")

	const denied = await refused<FrappeResponseError>(() => doc.delete.submit(), "deleting a case")
	same([denied instanceof FrappeResponseError, denied.type], [true, "PermissionError"], "deleting a case")
}
