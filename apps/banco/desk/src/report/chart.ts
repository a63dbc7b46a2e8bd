/** Charts in Frappe's shape, as the rows that the chart components plot. */
import type { Table } from "./rows"
import { cellText, isParent } from "./rows"
import type { ReportChart, ReportColumn } from "./types"
import { isNumeric } from "@/i18n/format"

export interface Plot {
	kind: "bar" | "line" | "donut"
	rows: Record<string, unknown>[]
	series: string[]
	/** How each series is drawn: its colour, and in a mixed chart its mark. */
	styles: Record<string, { type?: "bar" | "line"; color: string }>
	colours: string[]
	stacked: boolean
	fieldtype: string
}

export const CATEGORY = "__category"

/**
 * Of unrelated things side by side: of a different hue from one to the next, and each at least 3:1 against
 * a white and against a near-black ground (WCAG 1.4.11).
 */
export const PALETTE = [
	"#2f6fde",
	"#c2620a",
	"#23894a",
	"#c13584",
	"#128a94",
	"#8257d6",
	"#d13b3b",
	"#7d8a12",
	"#3d8fd1",
	"#94692f",
	"#d6608f",
	"#75797f",
]

/** As many colours as asked: those a report chose if they tell its parts apart, else the palette's. */
export function coloursOf(count: number, chosen: string[] | undefined): string[] {
	const own = (chosen ?? []).filter((colour) => /^#[0-9a-f]{6}$/i.test(colour))
	if (own.length >= count && new Set(own.slice(0, count)).size === count) return own.slice(0, count)
	return Array.from({ length: count }, (_, at) => PALETTE[at % PALETTE.length])
}

/** The rows to plot; null for a chart without values. */
export function plotOf(chart: ReportChart | null | undefined): Plot | null {
	const sets = chart?.data?.datasets ?? []
	const labels = chart?.data?.labels ?? []
	if (!chart || !sets.length || !labels.length) return null
	const series = sets.map((set, at) => set.name || `${at + 1}`)
	const rows = labels.map((label, place) => ({
		[CATEGORY]: String(label ?? "") || "—",
		...Object.fromEntries(series.map((name, at) => [name, Number(sets[at].values[place] ?? 0)])),
	}))
	const kind = ["pie", "donut", "percentage"].includes(chart.type ?? "")
		? "donut"
		: chart.type === "line"
			? "line"
			: "bar"
	const colours = coloursOf(kind === "donut" ? rows.length : series.length, chart.colors)
	const styles = Object.fromEntries(
		sets.map((set, at) => {
			const type = set.chartType === "bar" || set.chartType === "line" ? set.chartType : undefined
			return [series[at], { color: colours[at % colours.length], ...(type && { type }) }]
		}),
	) as Plot["styles"]
	const fieldtype = chart.fieldtype ?? sets[0].fieldtype ?? "Float"
	const stacked = Boolean(chart.barOptions?.stacked)
	return { kind, rows, series, styles, colours, stacked, fieldtype }
}

export interface ChartChoice {
	x: string
	y: string[]
	type: "bar" | "line" | "pie"
}

const MOST_LABELS = 60

/** The columns that a chart may measure, and those that may name its points. */
export const measures = (columns: ReportColumn[]) => columns.filter((c) => !c.hidden && isNumeric(c))
export const names = (columns: ReportColumn[]) => columns.filter((c) => !c.hidden && !isNumeric(c))

/**
 * A chart of a report's columns: rows of the same name are added up, the first sixty names are drawn. Of a
 * tree, its innermost rows: those around them are their sums. A name that only the outer row says holds for
 * the rows within it.
 */
export function chartOf(table: Table, choice: ChartChoice): ReportChart | null {
	const x = table.columns.find((column) => column.fieldname === choice.x)
	const ys = table.columns.filter((column) => choice.y.includes(column.fieldname))
	if (!x || !ys.length) return null
	const sums = new Map<string, number[]>()
	const outer: string[] = []
	table.rows.forEach((row, place) => {
		const depth = Number(row.indent ?? 0)
		outer.length = Math.min(outer.length, depth)
		outer[depth] = cellText(row, x) || outer[depth - 1] || ""
		if (isParent(table.rows, place)) return
		const name = outer[depth] || "—"
		const values = sums.get(name) ?? ys.map(() => 0)
		ys.forEach((column, at) => (values[at] += Number(row[column.fieldname] ?? 0)))
		sums.set(name, values)
	})
	const entries = [...sums].slice(0, MOST_LABELS)
	return {
		type: choice.type,
		fieldtype: ys[0].fieldtype,
		data: {
			labels: entries.map(([name]) => name),
			datasets: ys.map((column, at) => ({
				name: String(column.label ?? column.fieldname),
				// Cents that doubles lose on the way of adding are none of the report's.
				values: entries.map(([, values]) => Math.round(values[at] * 1e6) / 1e6),
			})),
		},
	}
}
