/** Who is signed in, what the site told at start, and what the user may do. */
import { computed, reactive, ref } from "vue"
import { call, configureRequests, send, type ServerMessage } from "./request"
import type { Boot, BootDoctype, Workflow } from "./types"
import { useDictionary, useLanguage } from "@/i18n"
import { useSettings } from "@/i18n/settings"

const GUEST: Boot = { user: { name: "Guest" } }

export const boot = ref<Boot>(GUEST)
export const reachable = ref(true)
export const signedIn = computed(() => boot.value.user.name !== "Guest")
export const roles = computed(() => new Set([...(boot.value.user.roles ?? []), "All"]))

/** Set while a session has run out; `settle` is called by the sign-in dialog. */
export const renewal = reactive({ open: false, settle: (_renewed: boolean) => undefined as void })

const messageHandlers = new Set<(messages: ServerMessage[]) => void>()

export function onServerMessages(handler: (messages: ServerMessage[]) => void): void {
	messageHandlers.add(handler)
}

let pendingRenewal: Promise<boolean> | null = null

configureRequests({
	csrfToken: () => boot.value.csrf_token ?? "",
	async isSessionLost() {
		if (!signedIn.value) return false
		const found = await fetchBoot().catch(() => null)
		return found?.user.name === "Guest"
	},
	async renewSession() {
		if (!signedIn.value) return false
		pendingRenewal ??= new Promise<boolean>((resolve) => {
			renewal.settle = (renewed) => {
				renewal.open = false
				pendingRenewal = null
				resolve(renewed)
			}
			renewal.open = true
		})
		return pendingRenewal
	},
	async renewToken() {
		boot.value.csrf_token = (await fetchBoot()).csrf_token
	},
	onMessages: (messages) => messageHandlers.forEach((handler) => handler(messages)),
	onReachable: (value) => (reachable.value = value),
})

const fetchBoot = () => call<Boot>("banco.desk.boot", {}, { get: true })

export async function loadBoot(): Promise<void> {
	const found = await fetchBoot()
	boot.value = found
	useSettings(found)
	const lang = found.lang || found.user.language || "it"
	const translations = signedIn.value ? loadTranslations(lang, found.translations_hash) : Promise.resolve()
	await Promise.all([useLanguage(lang), translations])
}

/** Without translations the site speaks its source language; that is no reason to stay closed. */
async function loadTranslations(lang: string, hash: string | undefined): Promise<void> {
	try {
		const body = await send({
			url: "/api/method/frappe.translate.load_all_translations",
			method: "GET",
			params: { lang, hash },
		})
		useDictionary((body.message ?? body) as Record<string, string>)
	} catch (error) {
		console.error("The translations could not be loaded", error)
	}
}

/** What a login asks for after the password: the code of an app, or first to set that up. */
export interface Verification {
	setup: boolean
	method: string
	secret?: string
	qr?: string
}

export interface SignedIn {
	verification?: Verification
	tmp_id?: string
	recovery_codes?: string[]
}

/** One step of signing in, by password or by the code that it asked for; throws `ServerError`. */
export async function signIn(
	given: { usr: string; pwd: string } | { tmp_id: string; otp: string },
): Promise<SignedIn> {
	return (await send({ url: "/api/method/login", params: given })) as SignedIn
}

/** Signed in again over an open page, the same user goes on with a fresh token. */
export async function goOn(): Promise<void> {
	boot.value.csrf_token = (await fetchBoot()).csrf_token
	renewal.settle(true)
}

export async function signOut(): Promise<void> {
	await send({ url: "/api/method/logout" })
	// A full load leaves nothing of the former user in memory.
	location.assign("/login")
}

export async function chooseLanguage(lang: string): Promise<void> {
	await call("frappe.client.set_value", {
		doctype: "User",
		name: boot.value.user.name,
		fieldname: "language",
		value: lang,
	})
	location.reload()
}

export function can(right: string, doctype: string): boolean {
	return boot.value.can?.[right]?.includes(doctype) ?? false
}

const byName = computed(() => new Map((boot.value.doctypes ?? []).map((entry) => [entry.name, entry])))

export function bootDoctype(name: string | undefined): BootDoctype | undefined {
	return name ? byName.value.get(name) : undefined
}

export function workflowOf(doctype: string): Workflow | undefined {
	return boot.value.workflows?.find((entry) => entry.document_type === doctype)
}
