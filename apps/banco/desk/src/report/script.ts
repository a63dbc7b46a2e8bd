/** The script of a report: fetched as a script of this site, registered in `frappe.query_reports`. */
import type { ReportScript, Values } from "./types"
import { installGlobals } from "@/client-script/globals"

interface Host {
	query_reports?: Record<string, ReportScript>
	query_report?: unknown
}

const host = () => (window as unknown as { frappe: Host }).frappe

/** What the report's script says; a report without one has no filters. */
export async function loadReportScript(name: string): Promise<ReportScript> {
	installGlobals()
	const frappe = host()
	frappe.query_reports ??= {}
	delete frappe.query_reports[name]
	const element = document.createElement("script")
	element.src = `/assets/report-script/${encodeURIComponent(name)}.js`
	await new Promise<void>((resolve) => {
		element.onload = element.onerror = () => resolve()
		document.head.append(element)
	})
	element.remove()
	return frappe.query_reports[name] ?? {}
}

export interface ReportControls {
	name: string
	values: Values
	set(values: Values): Promise<void>
	refresh(): Promise<void>
	addButton(label: string, action: () => unknown): void
}

/** `frappe.query_report` and the `report` that scripts are handed: one and the same object. */
export function exposeReport(controls: ReportControls): Values {
	const get = (fieldname: string) => controls.values[fieldname]
	const set = (given: string | Values, value?: unknown) =>
		controls.set(typeof given === "string" ? { [given]: value } : given)
	const filter = (fieldname: string) => ({
		get_value: () => get(fieldname),
		set_value: (value: unknown) => set(fieldname, value),
		set_input: (value: unknown) => set(fieldname, value),
		refresh: () => undefined,
	})
	const report = {
		report_name: controls.name,
		get_filter_value: get,
		set_filter_value: set,
		get_filter: filter,
		get_values: () => ({ ...controls.values }),
		get_filter_values: () => ({ ...controls.values }),
		refresh: controls.refresh,
		page: {
			add_inner_button: controls.addButton,
			add_menu_item: controls.addButton,
			set_primary_action: controls.addButton,
		},
	}
	host().query_report = report
	return report
}
