/** What the search field of the desk finds: pages, new documents, and documents by their names and titles. */
import type { RouteLocationRaw } from "vue-router"
import { elsewhere, navigation } from "./navigation"
import { documentRoute, newRoute, slug } from "./routes"
import { call } from "@/data/request"
import { boot, bootDoctype, can } from "@/data/session"
import { __, t } from "@/i18n"

export interface Hit {
	key: string
	label: string
	note: string
	icon: string
	to: RouteLocationRaw
	/** Another name that it is found by: of a list, its doctype's. */
	also?: string
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

const begins = (hit: Hit, typed: string) =>
	[hit.label, hit.also ?? ""].some((name) => fold(name).startsWith(fold(typed)))

export function pageHits(typed: string): Hit[] {
	const listed = navigation(boot.value).flatMap((group) =>
		group.items.map((item) => ({ ...item, group: group.label })),
	)
	const items = [...listed, ...elsewhere(boot.value).map((item) => ({ ...item, group: "" }))]
	const pages: Hit[] = items.map((item) => ({
		key: `go-${item.key}`,
		label: item.label,
		note: item.group,
		icon: "lucide-list",
		to: item.to,
		also: item.doctype && __(item.doctype),
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
	const areas: Hit[] = (boot.value.workspaces ?? []).map((area) => ({
		key: `area-${area.name}`,
		label: __(area.title || area.label || area.name),
		note: "",
		icon: "lucide-layout-grid",
		to: `/app/${slug(area.name)}`,
	}))
	const all = [home, ...pages, ...areas, ...fresh]
	return typed
		? all
				.filter((hit) => fits(`${hit.label} ${hit.also ?? ""}`, typed))
				.sort((a, b) => Number(begins(b, typed)) - Number(begins(a, typed)))
				.slice(0, 8)
		: [...pages.slice(0, 5), ...fresh.slice(0, 4)]
}

export interface Found {
	doctype: string
	name: string
	title: string | null
	content: string
}

/** Documents that hold every word typed, or words that begin so. */
export const search = (text: string, more: Record<string, unknown> = {}, signal?: AbortSignal) =>
	call<Found[]>("frappe.utils.global_search.search", { text, ...more }, { signal })

export const searchRoute = (text: string, doctype = ""): RouteLocationRaw => ({
	path: "/app/search",
	query: doctype ? { q: text, doctype } : { q: text },
})

/** The first documents found, those of one kind together, and the way to all of them. */
export async function documentHits(typed: string, signal: AbortSignal): Promise<Hit[]> {
	const found = await search(typed, { limit: 12 }, signal).catch(() => [])
	const hits = [...grouped(found)].flatMap(([doctype, rows]) =>
		rows.map((row) => ({
			key: `${doctype}/${row.name}`,
			label: row.title || row.name,
			note: row.title && row.title !== row.name ? `${__(doctype)} · ${row.name}` : __(doctype),
			icon: "lucide-file-text",
			to: documentRoute(doctype, row.name),
		})),
	)
	const all = {
		key: "search",
		label: t("palette.all", { text: typed }),
		note: "",
		icon: "lucide-search",
		to: searchRoute(typed),
	}
	return hits.length ? [...hits, all] : []
}

export function grouped(found: Found[]): Map<string, Found[]> {
	const groups = new Map<string, Found[]>()
	for (const row of found) groups.set(row.doctype, [...(groups.get(row.doctype) ?? []), row])
	return groups
}

/** What stands around the words, cut at the words themselves: [before, word, between, word ...]. */
export function marked(content: string, typed: string): string[] {
	const words = fold(typed)
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean)
	if (!words.length) return [content]
	// Folded letter by letter, so that places in both texts are the same.
	const plain = [...content].map((letter) => fold(letter).charAt(0) || letter).join("")
	const starts = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "gu")
	const parts: string[] = []
	let at = 0
	for (const found of plain.matchAll(starts)) {
		parts.push(content.slice(at, found.index), content.slice(found.index, found.index + found[0].length))
		at = found.index + found[0].length
	}
	return [...parts, content.slice(at)]
}
