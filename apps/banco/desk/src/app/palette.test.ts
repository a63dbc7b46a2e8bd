import { expect, test } from "vitest"
import { fits, grouped, marked } from "./palette"

test("words are marked without regard to case and accents", () => {
	expect(marked("Perché Rossi\nRossini", "perche ross")).toEqual([
		"",
		"Perch\u00e9".slice(0, 6),
		" ",
		"Ross",
		"i\n",
		"Ross",
		"ini",
	])
	expect(marked("EM-2018-01", "2018")).toEqual(["EM-", "2018", "-01"])
	expect(marked("abc", "b")).toEqual(["abc"])
	expect(marked("a+b", "+ (")).toEqual(["a+b"])
})

test("hits of one kind stand together in the order of their first", () => {
	const hit = (doctype: string, name: string) => ({ doctype, name, title: null, content: "" })
	const found = grouped([hit("B", "1"), hit("A", "2"), hit("B", "3")])
	expect([...found.keys()]).toEqual(["B", "A"])
	expect(found.get("B")!.map((row) => row.name)).toEqual(["1", "3"])
})

test("a page is found by the beginnings of its words", () => {
	expect(fits("Nuclei familiari", "fam nuc")).toBe(true)
	expect(fits("Nuclei familiari", "miliari")).toBe(false)
})
