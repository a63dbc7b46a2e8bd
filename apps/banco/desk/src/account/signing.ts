/** The steps of signing in: the password, then what the site asks for besides. */
import { computed, onBeforeUnmount, reactive, ref } from "vue"
import type { Offer } from "./account"
import { plain, ServerError } from "@/data/request"
import { signIn, type SignedIn } from "@/data/session"
import { t } from "@/i18n"

export type Step = "password" | "code" | "setup" | "recovery"

export function useSigning(done: () => unknown) {
	const state = reactive({
		step: "password" as Step,
		busy: false,
		problem: "",
		wait: 0,
		offer: null as Offer | null,
		recoveryCodes: [] as string[],
	})
	const proof = ref("")
	let ticking = 0

	async function go(given: Parameters<typeof signIn>[0]): Promise<boolean> {
		if (state.busy || state.wait) return false
		state.busy = true
		state.problem = ""
		try {
			await take(await signIn(given))
			return true
		} catch (error) {
			state.problem = explain(error)
			return false
		} finally {
			state.busy = false
		}
	}

	async function take(answer: SignedIn) {
		if (answer.tmp_id) {
			proof.value = answer.tmp_id
			state.step = answer.verification?.setup === false ? "setup" : "code"
			const { secret = "", qr = "" } = answer.verification ?? {}
			state.offer = { secret, qr, tmp_id: answer.tmp_id }
		} else if (answer.recovery_codes?.length) {
			state.recoveryCodes = answer.recovery_codes
			state.step = "recovery"
		} else {
			await done()
		}
	}

	function explain(error: unknown): string {
		if (!(error instanceof ServerError)) return t("error.unexpected")
		if (error.status === 0) return t("error.offline")
		if (error.status === 429) {
			hold(error.retryAfter)
			return t("login.throttled")
		}
		if (error.status === 401 && state.step === "password") return t("login.wrong")
		return error.messages.map((entry) => plain(entry.message)).join(" ") || t("error.server")
	}

	function hold(seconds: number) {
		state.wait = Math.ceil(seconds)
		clearInterval(ticking)
		ticking = window.setInterval(() => {
			state.wait -= 1
			if (state.wait > 0) return
			clearInterval(ticking)
			state.problem = ""
		}, 1000)
	}

	/** How long to wait, as part of the message. */
	const waiting = computed(() =>
		!state.wait
			? ""
			: state.wait > 90
				? t("login.wait_minutes", { n: Math.ceil(state.wait / 60) })
				: t("login.wait", { n: state.wait }),
	)

	onBeforeUnmount(() => clearInterval(ticking))
	return {
		state,
		waiting,
		password: (usr: string, pwd: string) => go({ usr, pwd }),
		code: (otp: string) => go({ tmp_id: proof.value, otp }),
		finish: () => done(),
		restart() {
			state.step = "password"
			state.problem = ""
		},
	}
}
