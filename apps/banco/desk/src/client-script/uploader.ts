/** `new frappe.ui.FileUploader({...})`: files chosen on this machine and sent one after the other. */
import { maxFileSize, uploadFile, fileSize } from "@/data/files"
import { ServerError } from "@/data/request"
import type { FileRow } from "@/data/types"
import { t } from "@/i18n"
import { notify, showError } from "@/ui/feedback"

export interface UploaderOptions {
	doctype?: string
	docname?: string
	fieldname?: string
	allow_multiple?: boolean | 0 | 1
	make_attachments_public?: boolean | 0 | 1
	restrictions?: { allowed_file_types?: string[]; max_file_size?: number; max_number_of_files?: number }
	on_success?(file: FileRow): unknown
}

export class FileUploader {
	constructor(private readonly options: UploaderOptions = {}) {
		const input = document.createElement("input")
		input.type = "file"
		input.multiple = options.allow_multiple !== false && options.allow_multiple !== 0
		input.accept = (options.restrictions?.allowed_file_types ?? []).join(",")
		input.hidden = true
		input.addEventListener("cancel", () => input.remove())
		input.addEventListener("change", () => {
			const files = [...(input.files ?? [])]
			input.remove()
			void this.send(files)
		})
		document.body.append(input)
		input.click()
	}

	/** Each on its own: one that is refused does not keep the others back. */
	async send(files: File[]): Promise<void> {
		const most = this.options.restrictions?.max_number_of_files ?? files.length
		const largest = this.options.restrictions?.max_file_size ?? maxFileSize()
		for (const file of files.slice(0, most)) {
			if (file.size > largest) {
				notify(t("files.large", { name: file.name, limit: fileSize(largest) }), "error")
				continue
			}
			try {
				const row = await uploadFile(file, {
					doctype: this.options.doctype,
					docname: this.options.docname,
					fieldname: this.options.fieldname,
					isPrivate: !this.options.make_attachments_public,
				})
				await this.options.on_success?.(row)
			} catch (error) {
				if (!(error instanceof ServerError)) throw error
				showError(error)
			}
		}
	}
}
