/** Runs the open form: scripts, saving, workflow, and the words for what went wrong. */
import { computed, reactive, type Ref, shallowRef } from "vue"
import { missingFields } from "./properties"
import { refusals, type Refusal } from "./errors"
import type { FormModel } from "./model"
import * as persist from "./persist"
import { Frm } from "@/client-script/frm"
import { setCurrentForm } from "@/client-script/current"
import { loadScript } from "@/client-script/load"
import { run, ScriptStop } from "@/client-script/registry"
import { takeValidated } from "@/client-script/globals"
import { ServerError } from "@/data/request"
import type { DocField, Doc, WorkflowTransition } from "@/data/types"
import { __, t } from "@/i18n"
import { explain, notify, showError } from "@/ui/feedback"

export interface FormHost {
	focusField(path: string): void
	/** A new document has its name now, or an old one another. */
	named(name: string): void
	askName(): void
}

export class FormController {
	readonly frm: Frm
	summary: Refusal[] = []
	transitions: WorkflowTransition[] = []
	busy = false

	constructor(
		readonly model: FormModel,
		private readonly host: FormHost,
	) {
		// What a script sets off goes through the object that the page watches, or the page would not see it end.
		const watched = reactive(this as FormController) as FormController
		this.frm = new Frm(model, {
			save: (action) => watched.save(action),
			reload: () => watched.reload(),
			refresh: () => watched.refresh(),
			rename: () => host.askName(),
		})
	}

	/** Loads the scripts and tells them that the form is there. */
	async start(): Promise<void> {
		setCurrentForm(this.model, this.frm)
		this.model.dispatch = (event, cdt, cdn) => this.tell(event, cdt, cdn)
		await loadScript(this.model.meta)
		await this.tell("setup")
		await this.tell("onload")
		await this.refresh()
		await this.tell("onload_post_render")
	}

	async refresh(): Promise<void> {
		this.model.buttons = []
		this.model.intro = null
		this.model.headline = ""
		this.model.comments = []
		await Promise.all([this.tell("refresh"), this.loadTransitions()])
	}

	/** A script's fault must not stop the work; a deliberate stop was already shown. */
	private async tell(event: string, cdt?: string, cdn?: string): Promise<void> {
		try {
			await run(this.model.doctype, event, this.frm, cdt, cdn)
		} catch (error) {
			if (error instanceof ScriptStop || error instanceof ServerError) return
			console.error(`Form script of ${this.model.doctype}, event ${event}:`, error)
			notify(t("script.failed"), "warning")
		}
	}

	async loadTransitions(): Promise<void> {
		if (!this.model.meta.workflow || this.model.isNew) {
			this.transitions = []
			return
		}
		try {
			this.transitions = await persist.transitions(this.model)
		} catch {
			this.transitions = []
		}
	}

	/** Whether scripts and required fields let the document go to the server. */
	private async ready(action: persist.SaveAction): Promise<boolean> {
		this.summary = []
		this.model.errors = {}
		if (this.refuse(Object.entries(this.model.problems).map(([path, text]) => ({ path, text })))) return false
		takeValidated()
		try {
			await run(this.model.doctype, "validate", this.frm)
			if (takeValidated() && action === "Submit") await run(this.model.doctype, "before_submit", this.frm)
			await run(this.model.doctype, "before_save", this.frm)
		} catch (error) {
			if (!(error instanceof ScriptStop)) showError(error)
			return false
		}
		if (!takeValidated()) return false
		return !this.refuse(
			missingFields(this.model).map(({ path, label }) => ({
				path,
				text: t("problem.missing", { label }),
				short: t("problem.required"),
			})),
		)
	}

	private refuse(found: Refusal[]): boolean {
		for (const { path, text, short } of found) if (path) this.model.errors[path] = short ?? text
		this.summary = found
		const first = found.find((entry) => entry.path)?.path
		if (first) this.host.focusField(first)
		return found.length > 0
	}

	async save(action: persist.SaveAction = "Save"): Promise<boolean> {
		if (this.busy || this.model.disabledSave) return false
		this.busy = true
		try {
			if (!(await this.ready(action))) return false
			return await this.send(action)
		} finally {
			this.busy = false
		}
	}

	private async send(action: persist.SaveAction): Promise<boolean> {
		const before = this.model.doc.name
		try {
			await persist.store(this.model, action)
		} catch (error) {
			this.refused(error)
			return false
		}
		await this.tell("after_save")
		if (action === "Submit") await this.tell("on_submit")
		await this.refresh()
		if (this.model.doc.name !== before) this.host.named(this.model.doc.name)
		return true
	}

	private refused(error: unknown): void {
		if (!(error instanceof ServerError)) return showError(error)
		if (error.type === "TimestampMismatchError") {
			this.model.conflict = true
			return
		}
		if (error.status === 0 || error.status === 500 || !error.messages.length) {
			this.summary = explain(error).map((text) => ({ text }))
			return
		}
		this.refuse(refusals(error, this.model))
	}

	/** Something other than saving: the document comes back as the server has it. */
	async perform(work: () => Promise<void>, event?: string): Promise<boolean> {
		if (this.busy) return false
		this.busy = true
		this.summary = []
		try {
			await work()
			if (event) await this.tell(event)
			await this.refresh()
			return true
		} catch (error) {
			this.refused(error)
			return false
		} finally {
			this.busy = false
		}
	}

	/** Stores what was typed, then takes the step. */
	async transit(action: string): Promise<boolean> {
		if (this.model.dirty && !(await this.save())) return false
		try {
			await run(this.model.doctype, "before_workflow_action", this.frm)
		} catch (error) {
			if (!(error instanceof ScriptStop)) showError(error)
			return false
		}
		const done = await this.perform(() => persist.applyWorkflow(this.model, action), "after_workflow_action")
		if (done) notify(t("workflow.done", { state: __(this.model.doc[this.model.meta.stateField!]) }))
		return done
	}

	async reload(): Promise<void> {
		await this.perform(() => persist.reload(this.model))
	}

	/** A Button field: its script event, or the document's method named in its options. */
	async press(field: DocField, row?: Doc): Promise<void> {
		await this.tell(field.fieldname, row?.doctype, row?.name)
		if (field.options && !row)
			await this.perform(async () => void (await persist.runDocMethod(this.model, field.options!, {})))
	}

	close(): void {
		setCurrentForm(null)
	}
}

export function useController(model: Ref<FormModel | null>) {
	const controller = shallowRef<FormController | null>(null)
	const summary = computed(() => controller.value?.summary ?? [])
	return {
		controller,
		summary,
		async open(host: FormHost) {
			controller.value = reactive(new FormController(model.value!, host)) as FormController
			await controller.value.start()
		},
	}
}
