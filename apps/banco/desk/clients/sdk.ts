/** npm `frappe-js-sdk`: documents, lists, values, files and methods over REST. */
import { FrappeApp } from "frappe-js-sdk"
import { refused, same } from "./expect"
import type { Given } from "./page"

interface Person {
	name: string
	first_name: string
	last_name: string
	full_name: string
	citizenship?: string
	residence_municipality: string
}

interface SdkError {
	httpStatus: number
	exc_type?: string
	message: string
	exception: string
}

export async function sdk(given: Given): Promise<void> {
	const app = new FrappeApp(window.location.origin)
	await documents(app, given)
	await files(app, given)
	await accounts(app, given)
}

async function documents(app: FrappeApp, given: Given): Promise<void> {
	const db = app.db()
	const mine = { last_name: given.surname, residence_municipality: given.municipality }
	const first = await db.createDoc<Partial<Person>>("Person", { ...mine, first_name: "Ada" })
	const second = await db.createDoc<Partial<Person>>("Person", { ...mine, first_name: "Bice" })
	same((await db.getDoc<Person>("Person", first.name)).full_name, `${given.surname} Ada`, "getDoc")

	const rows = await db.getDocList<Person>("Person", {
		fields: ["name", "first_name"],
		filters: [["last_name", "=", given.surname]],
		orderBy: { field: "first_name", order: "desc" },
		limit: 10,
	})
	same(
		rows.map((row) => row.first_name),
		["Bice", "Ada"],
		"getDocList",
	)
	const page = await db.getDocList<Person>("Person", {
		filters: [["last_name", "=", given.surname]],
		orderBy: { field: "first_name", order: "asc" },
		limit_start: 1,
		limit: 1,
	})
	same(page, [{ name: second.name }], "the second page")
	same(await db.getCount<Person>("Person", [["last_name", "=", given.surname]]), 2, "getCount")
	const last = await db.getLastDoc<Person>("Person", { filters: [["last_name", "=", given.surname]] })
	same(last.name, second.name, "getLastDoc")

	const changed = await db.updateDoc<Partial<Person>>("Person", first.name, { citizenship: "Italiana" })
	same(changed.citizenship, "Italiana", "updateDoc")
	const value = await db.getValue<{ message: unknown }>("Person", "citizenship", [["name", "=", first.name]])
	same(value.message, { citizenship: "Italiana" }, "getValue")
	const set = await db.setValue<{ message: Person }>("Person", first.name, "citizenship", "Francese")
	same(set.message.citizenship, "Francese", "setValue")

	const missing = await refused<SdkError>(() => db.getDoc("Person", "nobody"), "an unknown document")
	same([missing.httpStatus, missing.exc_type], [404, "DoesNotExistError"], "an unknown document")
	const foreign = await refused<SdkError>(() => db.deleteDoc("Person", first.name), "deleting a case")
	same([foreign.httpStatus, foreign.exc_type], [403, "PermissionError"], "deleting a case")
}

async function files(app: FrappeApp, given: Given): Promise<void> {
	const name = (
		await app.db().getDocList<Person>("Person", { filters: [["last_name", "=", given.surname]] })
	)[0].name
	const file = new File(["contenuto di prova"], "prova.txt", { type: "text/plain" })
	const seen: number[] = []
	const made = await app
		.file()
		.uploadFile(file, { isPrivate: true, folder: "Home", doctype: "Person", docname: name }, (sent) =>
			seen.push(sent),
		)
	const url: string = made.data.message.file_url
	same(url.startsWith("/private/files/"), true, "a private file's address")
	same(await (await fetch(url)).text(), "contenuto di prova", "the file")
	same(seen.length > 0, true, "progress of the upload")
}

async function accounts(app: FrappeApp, given: Given): Promise<void> {
	same(await app.auth().getLoggedInUser(), given.user, "getLoggedInUser")
	const call = app.call()
	same((await call.get("ping")).message, "pong", "call().get")
	const count = await call.post("frappe.client.get_count", {
		doctype: "Person",
		filters: { last_name: given.surname },
	})
	same(count.message, 2, "call().post")
	const wrong = await refused<SdkError>(
		() => app.auth().loginWithUsernamePassword({ username: given.user, password: "not this one" }),
		"a wrong password",
	)
	same(wrong.httpStatus, 401, "a wrong password")
	await app.auth().logout()
	const entered = await app
		.auth()
		.loginWithUsernamePassword({ username: given.user, password: given.password })
	same(entered.message, "Logged In", "loginWithUsernamePassword")
}
