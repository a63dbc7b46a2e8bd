/** The names that form scripts of Frappe apps expect on the page. */
import { on, ScriptStop } from "./registry"
import { FileUploader } from "./uploader"
import { currentForm } from "./current"
import { router } from "@/app/router"
import { routeOf, targetOf } from "@/app/routes"
import { loadMeta, metaOf } from "@/data/meta"
import { call as callMethod, ServerError } from "@/data/request"
import { boot, roles } from "@/data/session"
import type { Doc } from "@/data/types"
import { runDocMethod } from "@/form/persist"
import { __ } from "@/i18n"
import { addDays, addMonths, daysBetween, formatDate, formatDatetime, today } from "@/i18n/dates"
import { formatNumber, round } from "@/i18n/numbers"
import { settings, siteToday } from "@/i18n/settings"
import { now } from "@/form/documents"
import { ask, notify, show, showError, toneOf } from "@/ui/feedback"
import { promptFor } from "@/ui/prompt"

type Values = Record<string, unknown>
interface CallOptions {
	method: string
	args?: Values
	doc?: Doc
	type?: string
	callback?(r: { message: unknown }): unknown
	error?(error: unknown): unknown
	always?(r?: unknown): unknown
}

const cint = (value: unknown) => parseInt(String(value ?? 0), 10) || 0
const flt = (value: unknown, precision?: number) => {
	const number = typeof value === "number" ? value : parseFloat(String(value ?? 0)) || 0
	return precision === undefined ? number : round(number, precision)
}

/** `frappe.call({method, args, callback})` or `frappe.call("method", args)`. Refusals are shown and thrown on. */
async function call(given: string | CallOptions, args?: Values, callback?: CallOptions["callback"]) {
	const options: CallOptions = typeof given === "string" ? { method: given, args, callback } : given
	try {
		const form = currentForm()
		const ofForm = options.doc && form && options.doc.name === form.doc.name
		const message = ofForm
			? await runDocMethod(form, options.method, options.args)
			: await callMethod(options.method, options.args ?? {}, { get: options.type === "GET" })
		const r = { message }
		await options.callback?.(r)
		options.always?.(r)
		return r
	} catch (error) {
		options.always?.()
		if (options.error) options.error(error)
		else if (error instanceof ServerError) showError(error)
		throw error
	}
}

function msgprint(
	given: string | { message: string; title?: string; indicator?: string },
	title?: string,
): void {
	const options = typeof given === "string" ? { message: given, title } : given
	show([options.message], options.title ?? "", toneOf((options as { indicator?: string }).indicator))
}

function stop(given: string | { message: string; title?: string }): never {
	const options = typeof given === "string" ? { message: given } : given
	show([options.message], options.title ?? __("Message"), "error")
	throw new ScriptStop(options.message)
}

async function confirm(message: string, yes?: () => unknown, no?: () => unknown): Promise<void> {
	if (await ask({ message })) await yes?.()
	else await no?.()
}

async function setValue(
	doctype: string,
	name: string,
	field: string | Values,
	value?: unknown,
): Promise<void> {
	const form = currentForm()
	const row = form?.findRow(doctype, name)
	if (!form || !row) return
	const values = typeof field === "string" ? { [field]: value } : field
	for (const [fieldname, next] of Object.entries(values)) {
		await form.setValue(fieldname, next, row === form.doc ? undefined : row, form.untouched)
	}
}

const readFilters = (filters: unknown) =>
	typeof filters === "string" ? filters : JSON.stringify(filters ?? {})

const db = {
	async get_value(
		doctype: string,
		filters: unknown,
		fieldname: string | string[],
		callback?: (r: unknown) => unknown,
	) {
		const message = await callMethod("frappe.client.get_value", {
			doctype,
			filters: readFilters(filters),
			fieldname,
		})
		await callback?.(message)
		return { message }
	},
	get_list: (doctype: string, options: Values = {}) =>
		callMethod("frappe.client.get_list", {
			doctype,
			fields: ["name"],
			limit_page_length: options.limit ?? 20,
			...options,
		}),
	get_doc: (doctype: string, name: string) => callMethod("frappe.client.get", { doctype, name }),
	count: (doctype: string, options: Values = {}) =>
		callMethod("frappe.client.get_count", { doctype, filters: options.filters ?? {} }),
	set_value: (doctype: string, name: string, fieldname: unknown, value?: unknown) =>
		callMethod("frappe.client.set_value", { doctype, name, fieldname, value }),
	exists: async (doctype: string, name: string) => {
		const found = await callMethod<{ name?: string }>("frappe.client.get_value", {
			doctype,
			filters: { name },
			fieldname: "name",
		})
		return Boolean(found?.name)
	},
	async get_single_value(doctype: string, field: string) {
		return callMethod("frappe.client.get_single_value", { doctype, field })
	},
}

function openNew(doctype: string, values: Values = {}): void {
	const query = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value ?? "")]))
	router.push({ path: routeOf([doctype.toLowerCase().replace(/ /g, "-")]) + "/new", query })
}

let installed = false

export function installGlobals(): void {
	if (installed) return
	installed = true
	const frappe = {
		boot: { ...boot.value, user: { ...boot.value.user } },
		views: { calendar: {} as Record<string, unknown> },
		listview_settings: {} as Record<string, unknown>,
		session: { user: boot.value.user.name, user_fullname: boot.value.user.full_name },
		user: { name: boot.value.user.name, full_name: () => boot.value.user.full_name, has_role: hasRole },
		user_roles: [...roles.value],
		validated: true,
		_: __,
		call,
		xcall: async (method: string, args?: Values) => (await call(method, args)).message,
		msgprint,
		throw: stop,
		confirm,
		prompt: promptFor,
		show_alert: (given: string | { message: string; indicator?: string }, seconds?: number) => {
			const options = typeof given === "string" ? { message: given, indicator: "blue" } : given
			notify(options.message, toneOf(options.indicator), seconds)
		},
		set_route: (...parts: unknown[]) => {
			const host = (window as unknown as { frappe: { route_options?: unknown } }).frappe
			const target = targetOf(parts, host.route_options)
			host.route_options = undefined
			return router.push(target)
		},
		get_route: () => router.currentRoute.value.path.split("/").slice(2).map(decodeURIComponent),
		new_doc: openNew,
		get_doc: (doctype: string, name: string) => currentForm()?.findRow(doctype, name),
		get_meta: (doctype: string) => metaOf(doctype)?.source,
		db,
		model: {
			set_value: setValue,
			get_value: (doctype: string, name: string, field: string) =>
				currentForm()?.findRow(doctype, name)?.[field],
			get_doc: (doctype: string, name: string) => currentForm()?.findRow(doctype, name),
			add_child: (doc: Doc, _doctype: string, table: string) => currentForm()?.addChild(table) ?? doc,
			with_doctype: async (doctype: string, callback?: () => unknown) => {
				await loadMeta(doctype)
				callback?.()
			},
			can_create: (doctype: string) => boot.value.can?.create?.includes(doctype) ?? false,
			can_read: (doctype: string) => boot.value.can?.read?.includes(doctype) ?? false,
			can_write: (doctype: string) => boot.value.can?.write?.includes(doctype) ?? false,
		},
		datetime: {
			get_today: siteToday,
			nowdate: siteToday,
			now_date: siteToday,
			now_datetime: now,
			add_days: addDays,
			add_months: addMonths,
			get_day_diff: (to: string, from: string) => daysBetween(from, to),
			get_diff: (to: string, from: string) => daysBetween(from, to),
			str_to_user: (value: string) =>
				String(value ?? "").length > 10
					? formatDatetime(value, settings.date)
					: formatDate(value, settings.date),
			str_to_obj: (value: string) => new Date(value.replace(" ", "T")),
			obj_to_str: (value: Date) => today(value),
		},
		utils: {
			escape_html: (text: unknown) =>
				String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
			get_form_link: (doctype: string, name: string) => routeOf(["Form", doctype, name]),
		},
		format: (value: unknown) => String(value ?? ""),
		defaults: { get_user_default: (key: string) => boot.value.user_defaults?.[key] },
		ui: { form: { on }, FileUploader },
		dom: { freeze: () => undefined, unfreeze: () => undefined },
	}
	Object.assign(window, {
		frappe,
		__,
		cint,
		flt,
		cstr: (value: unknown) => String(value ?? ""),
		in_list: (list: unknown[], value: unknown) => list.includes(value),
		is_null: (value: unknown) => value === null || value === undefined || value === "",
		locals: localDocuments(),
		format_currency: (value: unknown) =>
			`${settings.currency === "EUR" ? "€" : settings.currency} ${formatNumber(flt(value), settings.currencyPrecision, settings.number)}`,
	})
}

function hasRole(given: string | string[]): boolean {
	return (Array.isArray(given) ? given : [given]).some((role) => roles.value.has(role))
}

/** `locals[cdt][cdn]`: the documents and rows of the open form. */
function localDocuments(): unknown {
	const rowsOf = (doctype: string) =>
		new Proxy({}, { get: (_, name) => currentForm()?.findRow(doctype, String(name)) })
	return new Proxy({}, { get: (_, doctype) => rowsOf(String(doctype)) })
}

/** Whether scripts let the document be saved; `frappe.validated = false` says no. */
export function takeValidated(): boolean {
	const frappe = (window as unknown as { frappe?: { validated: boolean } }).frappe
	const validated = frappe?.validated ?? true
	if (frappe) frappe.validated = true
	return validated
}
