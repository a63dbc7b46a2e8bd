/** An open form hears when somebody else stores its document: it takes that over, or asks before saving. */
import { onBeforeUnmount, watch } from "vue"
import type { FormModel } from "./model"
import { follow, on } from "@/data/realtime"
import { boot } from "@/data/session"
import { t } from "@/i18n"
import { notify } from "@/ui/feedback"

interface Stored {
	doctype: string
	name: string
	user: string
}

export function useFollowing(open: () => FormModel | null, reload: () => unknown): void {
	let leave = () => undefined as void
	watch(
		() => {
			const model = open()
			return model && !model.isNew && !model.meta.source.issingle ? String(model.doc.name) : ""
		},
		(name) => {
			leave()
			leave = name ? follow(open()!.doctype, name) : () => undefined
		},
	)
	const deaf = on<Stored>("doc_update", ({ doctype, name, user }) => {
		const model = open()
		if (!model || user === boot.value.user.name) return
		if (doctype !== model.doctype || name !== String(model.doc.name)) return
		if (model.dirty) {
			model.conflict = true
			return
		}
		reload()
		notify(t("form.updated"), "neutral")
	})
	onBeforeUnmount(() => {
		leave()
		deaf()
	})
}
