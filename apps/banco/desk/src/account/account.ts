/** How a user logs in: the second factor, sessions and API key, one's own or (for administrators) another's. */
import { call } from "@/data/request"

export interface Session {
	id: string
	device: string
	address: string
	created: number
	last_used: number
	current: 0 | 1
}

export interface Account {
	user: string
	second_factor: boolean
	second_factor_required: boolean
	recovery_codes: number
	api_key: string | null
	sessions: Session[]
}

/** What is put into an app with codes; `tmp_id` goes back with the first code. */
export interface Offer {
	secret: string
	qr: string
	tmp_id: string
}

export interface Strength {
	score: 0 | 1 | 2 | 3 | 4
	feedback: { warning: string; suggestions: string[]; password_policy_validation_passed: boolean }
}

const ROOM = "banco.accounts.account."
const USER = "frappe.core.doctype.user.user."

export const accountOf = (user: string) => call<Account>(`${ROOM}get_account`, { user }, { get: true })
export const endSession = (user: string, id?: string) => call(`${ROOM}end_session`, { user, id })
export const makeKeys = (user: string) =>
	call<{ api_key: string; api_secret: string }>(`${USER}generate_keys`, { user })
export const revokeKeys = (user: string) => call(`${ROOM}revoke_keys`, { user })
export const beginFactor = (password: string) => call<Offer>(`${ROOM}begin_second_factor`, { password })
export const confirmFactor = (tmp_id: string, otp: string) =>
	call<string[]>(`${ROOM}confirm_second_factor`, { tmp_id, otp })
export const removeFactor = (options: { user?: string; password?: string }) =>
	call(`${ROOM}remove_second_factor`, options)
export const sendLink = (user: string) => call<string>(`${USER}reset_password`, { user })
export const setPassword = (given: { new_password: string; old_password?: string; key?: string }) =>
	call<string>(`${USER}update_password`, given)
export const strengthOf = (new_password: string, key: string | undefined, signal: AbortSignal) =>
	call<Strength>(`${USER}test_password_strength`, { new_password, key }, { signal })

/** "Firefox, Linux" out of what a browser says of itself; the whole text for any other program. */
export function deviceName(agent: string): string {
	const browser = [
		["Edg/", "Edge"],
		["OPR/", "Opera"],
		["Firefox/", "Firefox"],
		["Chrome/", "Chrome"],
		["Safari/", "Safari"],
	].find(([mark]) => agent.includes(mark))
	const system = [
		["Android", "Android"],
		["iPhone", "iPhone"],
		["iPad", "iPad"],
		["Windows", "Windows"],
		["Mac OS", "macOS"],
		["Linux", "Linux"],
	].find(([mark]) => agent.includes(mark))
	return browser ? [browser[1], system?.[1]].filter(Boolean).join(", ") : agent
}
