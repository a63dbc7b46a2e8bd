/** The ways to see a list; which one a user took last is kept. */
import { slug } from "@/app/routes"
import { saveUserSettings, userSettings } from "@/data/meta"

export type View = "list" | "report" | "calendar" | "kanban" | "map"

export function viewPath(doctype: string, view: View): string {
	return view === "list" ? `/app/${slug(doctype)}` : `/app/${slug(doctype)}/view/${view}`
}

/** Where the list was last seen other than as a list; undefined otherwise. Needs the doctype loaded. */
export function lastView(doctype: string): string | undefined {
	const view = (userSettings(doctype).View as { last?: View } | undefined)?.last
	return view === "calendar" || view === "kanban" || view === "map" ? viewPath(doctype, view) : undefined
}

export const rememberView = (doctype: string, view: View) => saveUserSettings(doctype, "View", { last: view })
