/** Addresses of the desk; they are those of Frappe's, so that links in mails and messages work on either host. */
import type { RouteLocationRaw } from "vue-router"
import { boot, bootDoctype } from "@/data/session"
import { slug } from "@/form/documents"

export { slug }

/** Where a page is, without the place on it (`#main`). */
export const addressOf = (route: { fullPath: string }) => route.fullPath.split("#")[0]

export function listRoute(doctype: string, query: Record<string, string> = {}): RouteLocationRaw {
	if (bootDoctype(doctype)?.issingle) return `/app/${slug(doctype)}`
	return { path: `/app/${slug(doctype)}`, query }
}

export function documentRoute(doctype: string, name: string): string {
	return `/app/${slug(doctype)}/${encodeURIComponent(name)}`
}

export function printRoute(doctype: string, name: string): string {
	return `/app/print/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`
}

export function newRoute(doctype: string, query: Record<string, string> = {}): RouteLocationRaw {
	return { path: `/app/${slug(doctype)}/new`, query }
}

export function doctypeOfSlug(given: string): string | undefined {
	return boot.value.doctypes?.find((entry) => slug(entry.name) === given)?.name
}

export function workspaceOfSlug(given: string) {
	return boot.value.workspaces?.find(
		(entry) => slug(entry.name) === given || slug(entry.title ?? "") === given,
	)
}

/** What `frappe.set_route` takes: parts, a list of parts, or one path. */
export function routeOf(parts: unknown[]): string {
	const given = (Array.isArray(parts[0]) ? parts[0] : parts).map((part) => String(part ?? ""))
	if (given.length === 1)
		return given[0].startsWith("/") ? given[0] : `/app/${given[0].replace(/^app\//, "")}`
	const [kind, doctype, name] = given
	if (kind.toLowerCase() === "form") return name ? documentRoute(doctype, name) : `/app/${slug(doctype)}`
	if (kind.toLowerCase() === "list") return `/app/${slug(doctype)}`
	return `/app/${given.map((part) => encodeURIComponent(part)).join("/")}`
}

/** The same with what is to be chosen there: an object at the end of the parts, or `frappe.route_options`. */
export function targetOf(parts: unknown[], options?: unknown): RouteLocationRaw {
	const last = parts.at(-1)
	const own = last && typeof last === "object" && !Array.isArray(last)
	const path = routeOf(own ? parts.slice(0, -1) : parts)
	const chosen = Object.entries((own ? last : options) ?? {}).filter(([, value]) => value !== undefined)
	if (!chosen.length) return path
	const text = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value))
	return { path, query: Object.fromEntries(chosen.map(([name, value]) => [name, text(value)])) }
}
