/** The user's notices: how many are unread, the latest ones, marking them as read. */
import { ref } from "vue"
import { call } from "@/data/request"
import { on } from "@/data/realtime"
import { boot } from "@/data/session"

export interface Notice {
	name: string
	subject: string
	type?: string
	document_type?: string
	document_name?: string
	read: 0 | 1
	creation: string
}

const DOCTYPE = "Notification Log"
const FIELDS = ["name", "subject", "type", "document_type", "document_name", "read", "creation"]
export const unread = ref(0)

const mine = () => ({ for_user: boot.value.user.name })

export async function countUnread(): Promise<void> {
	const filters = { ...mine(), read: 0 }
	unread.value = await call<number>("frappe.client.get_count", { doctype: DOCTYPE, filters }).catch(() => 0)
}

export function latestNotices(): Promise<Notice[]> {
	return call<Notice[]>("frappe.client.get_list", {
		doctype: DOCTYPE,
		fields: FIELDS,
		filters: mine(),
		order_by: "creation desc",
		limit_page_length: 30,
	})
}

export async function markRead(notices: Notice[]): Promise<void> {
	for (const notice of notices.filter((found) => !found.read)) {
		await call("frappe.client.set_value", {
			doctype: DOCTYPE,
			name: notice.name,
			fieldname: "read",
			value: 1,
		})
		notice.read = 1
	}
	await countUnread()
}

on("connected", countUnread)
on("notification", () => unread.value++)
