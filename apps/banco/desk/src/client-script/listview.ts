/** `listview` as list scripts know it: buttons for its page, the rows that are chosen, the list read again. */
import { shallowReactive } from "vue"
import { loadListScript } from "./load"
import type { Meta } from "@/data/meta"
import type { Doc } from "@/data/types"

export interface ListButton {
	label: string
	group?: string
	/** Only while rows are chosen. */
	ofChosen?: boolean
	action(): unknown
}

/** What a script registers as `frappe.listview_settings["Doctype"]`. */
interface ListSettings {
	onload?(listview: ListView): unknown
	refresh?(listview: ListView): unknown
}

export class ListView {
	readonly buttons = shallowReactive<ListButton[]>([])
	readonly page = {
		add_inner_button: (label: string, action: () => unknown, group?: string) =>
			this.add({ label, action, group }),
		add_menu_item: (label: string, action: () => unknown) => this.add({ label, action }),
		add_actions_menu_item: (label: string, action: () => unknown) =>
			this.add({ label, action, ofChosen: true }),
	}

	constructor(
		readonly doctype: string,
		private readonly screen: { chosen(): Doc[]; refresh(): unknown },
	) {}

	get settings(): ListSettings {
		return settingsOf(this.doctype)
	}

	get_checked_items(onlyNames?: boolean): (Doc | string)[] {
		return onlyNames ? this.screen.chosen().map((row) => row.name) : this.screen.chosen()
	}

	refresh(): unknown {
		return this.screen.refresh()
	}

	private add(button: ListButton): void {
		const at = this.buttons.findIndex((each) => each.label === button.label && each.group === button.group)
		this.buttons.splice(at < 0 ? this.buttons.length : at, at < 0 ? 0 : 1, button)
	}
}

function settingsOf(doctype: string): ListSettings {
	const host = (window as unknown as { frappe?: { listview_settings?: Record<string, ListSettings> } }).frappe
	return host?.listview_settings?.[doctype] ?? {}
}

/** Loads the script of a list and lets it set up the page; a faulty one leaves the list usable. */
export async function setUpList(meta: Meta, listview: ListView): Promise<void> {
	try {
		await loadListScript(meta)
		await settingsOf(meta.name).onload?.(listview)
	} catch (error) {
		console.error(`The list script of ${meta.name} failed`, error)
	}
}
