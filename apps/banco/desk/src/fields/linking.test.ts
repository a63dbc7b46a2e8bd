import { describe, expect, it } from "vitest"
import { byWords } from "./linking"
import { useDictionary } from "@/i18n"

const option = (value: string) => ({ value, label: value, description: "" })

describe("a search among names that are translated", () => {
	useDictionary({ Referral: "Segnalazione", Assessed: "Valutata", Assessment: "Valutazione", Role: "Ruolo" })
	const all = ["Referral", "Assessment", "Assessed", "Role"].map(option)
	const names = (text: string) => byWords(all, text).map((found) => found.value)

	it("finds them in the reader's language and by their source", () => {
		expect(names("segna")).toEqual(["Referral"])
		expect(names("ASSESS")).toEqual(["Assessed", "Assessment"])
		expect(names("alutazi")).toEqual(["Assessment"])
	})

	it("puts first what begins with the text", () => {
		expect(names("r")).toEqual(["Role", "Referral"])
		expect(names("")).toHaveLength(4)
		expect(names("nothing")).toEqual([])
	})
})
