/** Names of the people behind a document's events. */
import { boot } from "./session"
import { titleOf } from "./titles"
import type { DocInfo } from "./types"

export function personName(user: string | undefined, docinfo: DocInfo): string {
	if (!user) return ""
	if (user === boot.value.user.name) return boot.value.user.full_name || user
	const info = docinfo.user_info?.[user]
	return info?.fullname || info?.full_name || titleOf("User", user)
}
