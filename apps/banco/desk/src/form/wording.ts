/** "Change the wording here": an administrator right-clicks a label and writes how it should read. */
import { can } from "@/data/session"
import { translate, translated } from "@/data/translations"
import { t } from "@/i18n"
import { notify, showError } from "@/ui/feedback"
import { promptFor } from "@/ui/prompt"
import { escapeHtml } from "@/ui/text"

export function reword(event: Event, source: string | undefined): void {
	if (!source || !can("create", "Translation")) return
	event.preventDefault()
	promptFor(
		{
			fieldname: "text",
			fieldtype: "Data",
			label: t("words.label"),
			description: escapeHtml(source),
			default: translated(source),
		},
		({ text }) =>
			translate(source, String(text ?? "").trim())
				.then(() => notify(t("words.kept")))
				.catch(showError),
		t("words.change"),
		t("action.save"),
	)
}
