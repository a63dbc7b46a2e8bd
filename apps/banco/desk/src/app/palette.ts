/** What the search field of the desk finds: pages, new documents, and documents by their names and titles. */
import type { RouteLocationRaw } from "vue-router"
import { navigation } from "./navigation"
import { documentRoute, newRoute } from "./routes"
import { call } from "@/data/request"
import { boot, bootDoctype, can } from "@/data/session"
import { __, t } from "@/i18n"

export interface Hit {
	key: string
	label: string
	note: string
	icon: string
	to: RouteLocationRaw
}

/** Letters without accents, for comparing what was typed. */
export const fold = (text: string) =>
	text
		.toLowerCase()
		.normalize("NFD")
		.replace(/[\u0300-\u036f]/g, "")

/** Every word typed begins a word of the label. */
export function fits(label: string, typed: string): boolean {
	const words = fold(label).split(/[^\p{L}\p{N}]+/u)
	return fold(typed)
		.split(/\s+/)
		.filter(Boolean)
		.every((part) => words.some((word) => word.startsWith(part)))
}

export function pageHits(typed: string): Hit[] {
	const items = navigation(boot.value).flatMap((group) =>
		group.items.map((item) => ({ ...item, group: group.label })),
	)
	const pages: Hit[] = items.map((item) => ({
		key: `go-${item.key}`,
		label: item.label,
		note: item.group,
		icon: "lucide-list",
		to: item.to,
	}))
	const fresh: Hit[] = items
		.filter((item) => item.doctype && can("create", item.doctype) && !bootDoctype(item.doctype)?.issingle)
		.map((item) => ({
			key: `new-${item.key}`,
			label: t("palette.new", { doctype: __(item.doctype) }),
			note: "",
			icon: "lucide-plus",
			to: newRoute(item.doctype!),
		}))
	const home: Hit = { key: "home", label: t("nav.home"), note: "", icon: "lucide-house", to: "/app" }
	const all = [home, ...pages, ...fresh]
	return typed
		? all.filter((hit) => fits(hit.label, typed)).slice(0, 8)
		: [...pages.slice(0, 5), ...fresh.slice(0, 4)]
}

const SEARCHED = 6

/** Documents of the doctypes that the side bar names first and that have more to search than a name. */
export async function documentHits(typed: string, signal: AbortSignal): Promise<Hit[]> {
	const doctypes = navigation(boot.value)
		.filter((group) => !group.closed)
		.flatMap((group) => group.items.map((item) => item.doctype))
		.filter(
			(name): name is string =>
				Boolean(name) &&
				Boolean(bootDoctype(name)?.title_field || bootDoctype(name)?.search_fields) &&
				!bootDoctype(name)?.issingle,
		)
	const found = await Promise.all(
		[...new Set(doctypes)].slice(0, SEARCHED).map(async (doctype) => {
			const rows = await call<{ value: string; label?: string; description?: string }[]>(
				"frappe.desk.search.search_link",
				{ doctype, txt: typed, page_length: 4 },
				{ signal },
			).catch(() => [])
			return rows.map((row) => ({
				key: `${doctype}/${row.value}`,
				label: row.label || row.description?.split(",")[0] || row.value,
				note: `${__(doctype)} · ${row.value}`,
				icon: "lucide-file-text",
				to: documentRoute(doctype, row.value),
			}))
		}),
	)
	return found.flat()
}
