/**
 * Documents opened lately, on this browser and for this user. Only their names are kept here: titles hold
 * people's names and are asked from the server, which knows who may still read them.
 */
import { call } from "@/data/request"
import { boot, bootDoctype } from "@/data/session"

export interface Recent {
	doctype: string
	name: string
}

export interface TitledRecent extends Recent {
	title: string
}

const LIMIT = 12
const key = () => `banco-desk:recent:${boot.value.sitename ?? ""}:${boot.value.user.name}`

export function recents(): Recent[] {
	try {
		const found = JSON.parse(localStorage.getItem(key()) ?? "[]") as Recent[]
		return found.filter((entry) => bootDoctype(entry.doctype))
	} catch {
		return []
	}
}

export function remember({ doctype, name }: Recent): void {
	const others = recents().filter((entry) => entry.doctype !== doctype || entry.name !== name)
	try {
		localStorage.setItem(key(), JSON.stringify([{ doctype, name }, ...others].slice(0, LIMIT)))
	} catch {
		// A browser that keeps nothing shows no list.
	}
}

/** Those that the user may still read, with their titles, in the same order. */
export async function titledRecents(limit = 8): Promise<TitledRecent[]> {
	const wanted = recents().slice(0, limit)
	const byDoctype = new Map<string, string[]>()
	for (const { doctype, name } of wanted) byDoctype.set(doctype, [...(byDoctype.get(doctype) ?? []), name])
	const titles = new Map<string, string>()
	await Promise.all(
		[...byDoctype].map(async ([doctype, names]) => {
			const field = bootDoctype(doctype)?.title_field
			const rows = await call<Record<string, string>[]>("frappe.client.get_list", {
				doctype,
				fields: field ? ["name", field] : ["name"],
				filters: { name: ["in", names] },
				limit_page_length: limit,
			}).catch(() => [])
			for (const row of rows) titles.set(`${doctype}/${row.name}`, (field && row[field]) || row.name)
		}),
	)
	return wanted
		.filter(({ doctype, name }) => titles.has(`${doctype}/${name}`))
		.map((entry) => ({ ...entry, title: titles.get(`${entry.doctype}/${entry.name}`)! }))
}
