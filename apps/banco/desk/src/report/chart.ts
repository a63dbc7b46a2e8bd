/** Charts in Frappe's shape, as the rows that the chart components plot. */
import type { Table } from "./rows"
import { cellText } from "./rows"
import type { ReportChart, ReportColumn } from "./types"
import { isNumeric } from "@/i18n/format"

export interface Plot {
	kind: "bar" | "line" | "donut"
	rows: Record<string, unknown>[]
	series: string[]
	/** How each series of a mixed chart is drawn. */
	styles: Record<string, { type: "bar" | "line" }>
	stacked: boolean
	fieldtype: string
}

export const CATEGORY = "__category"

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
	const styles = Object.fromEntries(
		sets.flatMap((set, at) =>
			set.chartType === "bar" || set.chartType === "line"
				? [[series[at], { type: set.chartType as "bar" | "line" }]]
				: [],
		),
	)
	const fieldtype = chart.fieldtype ?? sets[0].fieldtype ?? "Float"
	return { kind, rows, series, styles, stacked: Boolean(chart.barOptions?.stacked), fieldtype }
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

/** A chart of a report's columns: rows of the same name are added up, the first sixty names are drawn. */
export function chartOf(table: Table, choice: ChartChoice): ReportChart | null {
	const x = table.columns.find((column) => column.fieldname === choice.x)
	const ys = table.columns.filter((column) => choice.y.includes(column.fieldname))
	if (!x || !ys.length) return null
	const sums = new Map<string, number[]>()
	for (const row of table.rows) {
		if (Number(row.indent ?? 0) > 0) continue
		const name = cellText(row, x) || "—"
		const values = sums.get(name) ?? ys.map(() => 0)
		ys.forEach((column, at) => (values[at] += Number(row[column.fieldname] ?? 0)))
		sums.set(name, values)
	}
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
