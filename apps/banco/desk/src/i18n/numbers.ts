/** Numbers as people write them: "#.###,##" means 1.234,56. */

export interface NumberFormat {
	decimal: string
	group: string
}

export const ITALIAN: NumberFormat = { decimal: ",", group: "." }

/** Reads Frappe's pattern ("#.###,##", "#,###.##", "# ###,##", "#,###"). */
export function readPattern(pattern: string | undefined): NumberFormat {
	const signs = (pattern ?? "").replace(/#/g, "")
	if (!signs) return ITALIAN
	const decimal = /#{1,2}$/.test(pattern!) && !/#{3}$/.test(pattern!) ? signs.slice(-1) : ""
	const group = decimal ? signs.slice(0, -1) : signs.slice(0, 1)
	return { decimal: decimal || (group === "," ? "." : ","), group: group.slice(0, 1) }
}

/** Half away from zero, as the server rounds; immune to 1.005 being a shade below itself. */
export function round(value: number, precision: number): number {
	if (!Number.isFinite(value)) return 0
	const shifted = Number(`${Math.abs(value)}e${precision}`)
	if (!Number.isFinite(shifted)) return value
	return Math.sign(value) * Number(`${Math.round(shifted)}e-${precision}`) || 0
}

/** Writes a number; `precision` digits after the sign, or as many as it has (at most nine). */
export function formatNumber(value: number, precision: number | null, format: NumberFormat): string {
	const digits = precision === null ? shortest(value) : round(value, precision).toFixed(precision)
	const [whole, fraction] = digits.replace("-", "").split(".")
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, format.group)
	const sign = digits.startsWith("-") && /[1-9]/.test(digits) ? "-" : ""
	return sign + grouped + (fraction ? format.decimal + fraction : "")
}

function shortest(value: number): string {
	const text = String(round(value, 9))
	return text.includes("e") ? value.toFixed(9).replace(/\.?0+$/, "") : text
}

/**
 * Reads what was typed: "1.234,56", "1234,56", "€ 12", and "12.5", whose point cannot be a group sign.
 * Returns null for an empty text and undefined for one that is no number.
 */
export function parseNumber(text: string, format: NumberFormat): number | null | undefined {
	const typed = text.replace(/[€%\s\u00a0']/g, "")
	if (!typed) return null
	const { decimal, group } = format
	if (!new RegExp(`^[-+]?[\\d\\${decimal}\\${group || decimal}]+$`).test(typed)) return undefined
	const [whole, fraction, ...rest] = typed.replace(/^[-+]/, "").split(decimal)
	if (rest.length || (fraction !== undefined && !/^\d*$/.test(fraction))) return undefined
	const sign = typed.startsWith("-") ? -1 : 1
	const groups = group ? whole.split(group) : [whole]
	if (groups.length > 1) {
		const wellGrouped =
			groups[0].length >= 1 && groups[0].length <= 3 && groups.slice(1).every((part) => part.length === 3)
		if (!wellGrouped) {
			if (groups.length === 2 && fraction === undefined)
				return sign * Number(`${groups[0] || 0}.${groups[1] || 0}`)
			return undefined
		}
	}
	const digits = groups.join("")
	if (!digits && !fraction) return undefined
	return sign * Number(`${digits || 0}.${fraction || 0}`)
}
