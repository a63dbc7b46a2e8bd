import { setConfig } from "frappe-ui"
import { createApp } from "vue"
import App from "./app/App.vue"
import { router } from "./app/router"
import { startShortcuts } from "./app/shortcuts"
import { send, ServerError } from "./data/request"
import { loadBoot, onServerMessages } from "./data/session"
import ErrorPage from "./pages/ErrorPage.vue"
import { showServerMessages } from "./ui/feedback"
import "./style.css"

// frappe-ui's resources go through the desk's own transport, with its errors and sign-in.
setConfig("resourceFetcher", async (options) => (await send({ method: "POST", ...options })).message)

// After an upgrade the parts that an open page asks for bear other names: the new page knows them.
window.addEventListener("vite:preloadError", () => location.reload())

try {
	await loadBoot()
	onServerMessages(showServerMessages)
	startShortcuts()
	createApp(App).use(router).mount("#app")
} catch (error) {
	// Without a boot there is no desk: one page says why and tries again.
	const known = error instanceof ServerError ? error : undefined
	createApp(ErrorPage, { error: known, onRetry: () => location.reload() })
		.use(router)
		.mount("#app")
}
