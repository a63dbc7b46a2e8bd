/** Fetches the form script of a doctype as a script of this site, so that no text is ever evaluated. */
import { installGlobals } from "./globals"
import { off } from "./registry"
import type { Meta } from "@/data/meta"

const loaded = new Map<string, Promise<void>>()

export function loadScript(meta: Meta): Promise<void> {
	const text = meta.source.__js?.trim()
	if (!text) return Promise.resolve()
	const version = meta.source.__js_hash ?? hash(text)
	const key = `${meta.name}?${version}`
	if (!loaded.has(key)) {
		off(meta.name)
		loaded.set(key, append(`/assets/client-script/${encodeURIComponent(meta.name)}.js?v=${version}`))
	}
	return loaded.get(key)!
}

/** Has the script of a doctype's list put its settings into `frappe.listview_settings`. */
export function loadListScript(meta: Meta): Promise<void> {
	const text = meta.source.__list_js?.trim()
	if (!text) return Promise.resolve()
	const src = `/assets/list-script/${encodeURIComponent(meta.name)}.js?v=${hash(text)}`
	if (!loaded.has(src)) loaded.set(src, append(src))
	return loaded.get(src)!
}

/** Has the script of a doctype's calendar put its description into `frappe.views.calendar`. */
export function loadCalendarScript(doctype: string): Promise<void> {
	const src = `/assets/calendar-script/${encodeURIComponent(doctype)}.js`
	if (!loaded.has(src)) loaded.set(src, append(src))
	return loaded.get(src)!
}

/** A script that cannot be loaded leaves the form usable. */
function append(src: string): Promise<void> {
	installGlobals()
	return new Promise((resolve) => {
		const element = document.createElement("script")
		element.src = src
		element.onload = () => resolve()
		element.onerror = () => {
			console.error(`The form script ${src} could not be loaded`)
			resolve()
		}
		document.head.append(element)
	})
}

/** FNV-1a: tells one text of a script from another in its address. */
function hash(text: string): string {
	let value = 0x811c9dc5
	for (let index = 0; index < text.length; index++)
		value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
	return (value >>> 0).toString(36)
}
