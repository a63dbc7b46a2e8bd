/** Keys that work anywhere on a page. The last one registered for a combination is the one that runs. */
import { onBeforeUnmount, onMounted, shallowReactive } from "vue"
import type { TextKey } from "@/i18n"

export interface Shortcut {
	/** "mod+s" (Ctrl, or Command on a Mac), "/", "?". */
	keys: string
	label: TextKey
	run(): unknown
}

export const shortcuts = shallowReactive<Shortcut[]>([])

const typing = (target: EventTarget | null) =>
	target instanceof HTMLElement &&
	(target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export function matches(
	keys: string,
	event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
): boolean {
	const parts = keys.split("+")
	const key = parts[parts.length - 1]
	const mod = parts.includes("mod")
	return mod === (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === key
}

/** A dialog has the cursor and the keys while it is open. */
export const dialogOpen = () => Boolean(document.querySelector('[role="dialog"]'))

function listen(event: KeyboardEvent): void {
	// A control that used the key itself (bold in a text editor) has the say over the page.
	if (event.defaultPrevented) return
	for (let at = shortcuts.length - 1; at >= 0; at--) {
		const shortcut = shortcuts[at]
		if (!matches(shortcut.keys, event)) continue
		if (!shortcut.keys.includes("mod") && typing(event.target)) continue
		event.preventDefault()
		// A dialog has keys of its own; the page beneath it keeps still.
		if (!dialogOpen()) shortcut.run()
		return
	}
}

export function startShortcuts(): void {
	window.addEventListener("keydown", listen)
}

export function useShortcuts(given: Shortcut[]): void {
	onMounted(() => shortcuts.push(...given))
	onBeforeUnmount(() => {
		for (const shortcut of given) {
			const at = shortcuts.indexOf(shortcut)
			if (at >= 0) shortcuts.splice(at, 1)
		}
	})
}

/** "mod+s" as the keyboard bears it. */
export function keyNames(keys: string): string[] {
	const mac = /mac/i.test(navigator.platform)
	return keys
		.split("+")
		.map((key) => (key === "mod" ? (mac ? "⌘" : "Ctrl") : key.length === 1 ? key.toUpperCase() : key))
}
