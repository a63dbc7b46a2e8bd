import { boot } from "@/data/session"

export function setPageTitle(title: string): void {
	const app = boot.value.app_title || "Banco"
	document.title = title ? `${title} · ${app}` : app
}
