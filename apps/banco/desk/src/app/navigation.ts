/** The groups of the side bar, from the workspaces that the site has, or else from its modules. */
import { listRoute, newRoute, slug } from "./routes"
import { type View, viewPath } from "@/list/views"
import { safeUrl } from "@/data/urls"
import type { Boot, Workspace, WorkspaceLink } from "@/data/types"
import { __, t } from "@/i18n"
import type { RouteLocationRaw } from "vue-router"

export interface NavItem {
	key: string
	label: string
	to: RouteLocationRaw
	doctype?: string
}

export interface NavGroup {
	key: string
	label: string
	items: NavItem[]
	/** Shown closed until opened. */
	closed?: boolean
}

/** What the user may do in a list at most; a key of the desk's texts. */
export type Scope = "home.may_create" | "home.may_write" | "home.may_read"

export function scopeOf(doctype: string, boot: Boot): Scope {
	if (boot.can?.create?.includes(doctype)) return "home.may_create"
	return boot.can?.write?.includes(doctype) ? "home.may_write" : "home.may_read"
}

/** The module of the doctypes that every site has: for those who administer it. */
const HOST_MODULE = "Core"

export function navigation(boot: Boot): NavGroup[] {
	const groups = workspaceGroups(boot)
	const others = moduleGroups(boot, doctypesOf(groups))
	const shown = groups.length ? groups : others.filter((group) => group.key !== HOST_MODULE)
	const administers = boot.user.roles?.includes("System Manager") || boot.user.name === "Administrator"
	if (!administers) return shown
	const rest = others.filter((group) => !shown.includes(group)).flatMap((group) => group.items)
	const rules = { key: "rules", label: t("permissions.title"), to: "/app/permission-manager" }
	return [
		...shown,
		{
			key: "administration",
			label: t("nav.administration"),
			items: byLabel([...rest, rules]),
			closed: true,
		},
	]
}

/** Lists that the user may open and no workspace names: the search field finds them all the same. */
export function elsewhere(boot: Boot): NavItem[] {
	return moduleGroups(boot, doctypesOf(navigation(boot)))
		.filter((group) => group.key !== HOST_MODULE)
		.flatMap((group) => group.items)
}

const doctypesOf = (groups: NavGroup[]) =>
	new Set(groups.flatMap((group) => group.items.map((item) => item.doctype)))

/**
 * The first workspace with its headings; each further one under its own name, closed, with what is not listed
 * yet. So nothing stands twice, however many workspaces a person's roles open.
 */
function workspaceGroups(boot: Boot): NavGroup[] {
	const listed = new Set<string>()
	return [...(boot.workspaces ?? [])]
		.sort((a, b) => (a.sequence_id ?? 0) - (b.sequence_id ?? 0))
		.flatMap((workspace, place) => {
			const title = __(workspace.title || workspace.label || workspace.name)
			const cards = entriesOf(workspace, boot)
				.map((card) => ({ ...card, items: card.items.filter((item) => !listed.has(item.key)) }))
				.filter((card) => card.items.length)
			for (const item of cards.flatMap((card) => card.items)) listed.add(item.key)
			if (place > 0) return further(workspace.name, title, cards)
			return cards.map(({ label, items }, index) => ({
				key: `${workspace.name}-${index}`,
				label: label || title,
				items,
			}))
		})
}

/** A workspace's cards, after those of its shortcuts that no card has. */
function entriesOf(workspace: Workspace, boot: Boot): Card[] {
	const cards = cardsOf(workspace, boot)
	const linked = new Set(cards.flatMap((card) => card.items.map((item) => item.doctype)))
	const shortcuts = (workspace.shortcuts ?? [])
		.flatMap((link) => linkItem(link, boot) ?? [])
		.filter((item) => !linked.has(item.doctype))
	return [{ label: "", items: shortcuts }, ...cards].map((card) => ({ ...card, items: unique(card.items) }))
}

function further(name: string, title: string, cards: Card[]): NavGroup {
	const page = { key: `/app/${slug(name)}`, label: t("nav.overview"), to: `/app/${slug(name)}` }
	return { key: name, label: title, items: [page, ...cards.flatMap((card) => card.items)], closed: true }
}

export interface Card {
	label: string
	items: NavItem[]
}

/** The links of a workspace under the headings ("Card Break") that come before them. */
export function cardsOf(workspace: Workspace, boot: Boot): Card[] {
	const found: Card[] = []
	for (const link of workspace.links ?? []) {
		if (link.type === "Card Break") {
			found.push({ label: __(link.label), items: [] })
			continue
		}
		const item = linkItem(link, boot)
		if (!item) continue
		if (!found.length) found.push({ label: "", items: [] })
		found[found.length - 1].items.push(item)
	}
	return found.filter((card) => card.items.length)
}

/** Where a row of a workspace leads; nothing for a heading, or for what this user may not open. */
export function linkItem(link: WorkspaceLink, boot: Boot): NavItem | null {
	if (link.hidden || link.type === "Card Break") return null
	const kind = link.link_type ?? link.type
	if (link.url) {
		const url = safeUrl(link.url)
		return url?.startsWith("/app") ? { key: url, label: __(link.label), to: url } : null
	}
	if (kind === "Report" && link.link_to) {
		// The page of a report sends a view of a list on to its list; whose it is, the server has looked at.
		const to = `/app/query-report/${encodeURIComponent(link.link_to)}`
		return { key: to, label: __(link.label || link.link_to), to }
	}
	if (kind !== "DocType" || !link.link_to) return null
	const readable =
		boot.can?.read?.includes(link.link_to) && boot.doctypes?.some((entry) => entry.name === link.link_to)
	const isNew = link.doc_view === "New"
	if (!readable || (isNew && !boot.can?.create?.includes(link.link_to))) return null
	return {
		key: isNew ? `${link.link_to}/new` : link.link_to,
		label: __(link.label || link.link_to),
		to: isNew ? newRoute(link.link_to) : viewOf(link, link.link_to),
		doctype: link.link_to,
	}
}

const viewOf = (link: WorkspaceLink, doctype: string) =>
	VIEWS[link.doc_view ?? ""] ? viewPath(doctype, VIEWS[link.doc_view!]) : listRoute(doctype, statsQuery(link))

const VIEWS: Record<string, View> = { "Report Builder": "report", Calendar: "calendar", Kanban: "kanban" }

/** A shortcut's filter: `{"status": "Open"}` or `[["Doctype", "field", "=", "x"]]`. */
export function statsFilters(link: WorkspaceLink): [string, string, unknown][] {
	try {
		const found = JSON.parse(link.stats_filter || "[]") as Record<string, unknown> | unknown[][]
		if (Array.isArray(found)) return found.map((entry) => entry.slice(-3) as [string, string, unknown])
		return Object.entries(found).map(([field, value]) =>
			Array.isArray(value) ? [field, String(value[0]), value[1]] : [field, "=", value],
		)
	} catch {
		return []
	}
}

function statsQuery(link: WorkspaceLink): Record<string, string> {
	if (link.type !== "DocType") return {}
	return Object.fromEntries(
		statsFilters(link).map(([field, operator, value]) => [
			field,
			operator === "=" ? String(value) : JSON.stringify([operator, value]),
		]),
	)
}

function moduleGroups(boot: Boot, without: Set<string | undefined>): NavGroup[] {
	const groups = new Map<string, NavItem[]>()
	for (const entry of boot.doctypes ?? []) {
		if (entry.istable || without.has(entry.name) || !boot.can?.read?.includes(entry.name)) continue
		const module = entry.module ?? ""
		groups.set(module, [
			...(groups.get(module) ?? []),
			{
				key: entry.name,
				label: __(entry.label ?? entry.name),
				to: `/app/${slug(entry.name)}`,
				doctype: entry.name,
			},
		])
	}
	return [...groups].map(([module, items]) => ({ key: module, label: __(module), items: byLabel(items) }))
}

const byLabel = (items: NavItem[]) => [...items].sort((a, b) => a.label.localeCompare(b.label))

function unique(items: NavItem[]): NavItem[] {
	return [
		...new Map(
			items.map((item) => [
				item.doctype ?? item.key,
				{ ...item, to: item.doctype ? listRoute(item.doctype) : item.to },
			]),
		).values(),
	]
}
