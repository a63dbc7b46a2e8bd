import { describe, expect, it as test } from "vitest"
import en from "./en"
import it from "./it"

const keys = Object.keys(it) as (keyof typeof it)[]
const parts = import.meta.glob(["./it/*.ts", "./en/*.ts", "!**/index.ts"], {
	import: "default",
	eager: true,
}) as Record<string, Record<string, string>>
const sources = import.meta.glob("../**/*.{vue,ts}", {
	query: "?raw",
	import: "default",
	eager: true,
}) as Record<string, string>

describe("texts", () => {
	test("are the same in both languages, with the same places", () => {
		expect(Object.keys(en).sort()).toEqual([...keys].sort())
		const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
		for (const key of keys) expect([key, places(en[key])]).toEqual([key, places(it[key])])
	})

	test("stand once, in one part of a language, and every part is taken up", () => {
		for (const [language, texts] of Object.entries({ it, en })) {
			const found = Object.entries(parts).filter(([path]) => path.startsWith(`./${language}/`))
			const all = found.flatMap(([, part]) => Object.keys(part))
			expect(all.sort()).toEqual(Object.keys(texts).sort())
		}
	})

	test("are all used", () => {
		const code = Object.entries(sources)
			.filter(([path]) => !path.includes("/locales/") && !path.startsWith("./") && !path.endsWith(".test.ts"))
			.map(([, text]) => text)
			.join("\n")
		// These are put together from a field's or an operator's name.
		const composed = /^(operator|standard|status|level|right)\.|^import\.(step|head)_/
		const unused = keys.filter((key) => !composed.test(key) && !code.includes(key.replace(/_one$/, "")))
		expect(unused).toEqual([])
	})
})
