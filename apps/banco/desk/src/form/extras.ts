/** What the forms of some doctypes of the host have above their fields; each takes the form's `model`. */
import { type Component, defineAsyncComponent } from "vue"

export const EXTRAS: Record<string, Component> = {
	User: defineAsyncComponent(() => import("@/account/AccountPanel.vue")),
	"Print Format": defineAsyncComponent(() => import("@/print/FormatPreview.vue")),
	Workflow: defineAsyncComponent(() => import("@/workflow/WorkflowPanel.vue")),
}
