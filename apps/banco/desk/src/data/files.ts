/** Files of a document: sent private unless the user says otherwise. */
import { call, send } from "./request"
import { boot } from "./session"
import type { FileRow } from "./types"
import { formatNumber } from "@/i18n/numbers"
import { settings } from "@/i18n/settings"

export interface Attachment {
	doctype?: string
	docname?: string
	fieldname?: string
	isPrivate?: boolean
}

/** Largest file the server takes, in bytes. */
export const maxFileSize = () => boot.value.max_file_size || 10 * 1024 * 1024

export async function uploadFile(file: File, where: Attachment = {}): Promise<FileRow> {
	const form = new FormData()
	form.append("file", file, file.name)
	form.append("is_private", where.isPrivate === false ? "0" : "1")
	if (where.doctype) form.append("doctype", where.doctype)
	if (where.docname) form.append("docname", where.docname)
	if (where.fieldname) form.append("fieldname", where.fieldname)
	const body = await send({ url: "/api/method/upload_file", params: form })
	return body.message as FileRow
}

export async function removeFile(fid: string, doctype: string, docname: string): Promise<void> {
	await call("frappe.desk.form.utils.remove_attach", { fid, dt: doctype, dn: docname })
}

export function fileSize(bytes: number | undefined): string {
	if (!bytes) return ""
	if (bytes < 1024) return `${bytes} B`
	if (bytes < 1024 * 1024) return `${formatNumber(bytes / 1024, 0, settings.number)} kB`
	return `${formatNumber(bytes / 1024 / 1024, 1, settings.number)} MB`
}
