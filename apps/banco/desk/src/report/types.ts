/** What a report gives and what its script may say, in Frappe's shapes. */
import type { DocField } from "@/data/types"

export interface ReportColumn extends DocField {
	width?: number | string
	align?: "left" | "right" | "center"
	/** The name of a document as it is, even where its title is shown elsewhere. */
	raw?: 1
}

export type ReportRow = Record<string, unknown> & { indent?: number }

export interface ReportChart {
	data: {
		labels: unknown[]
		datasets: { name?: string; values: number[]; chartType?: string; fieldtype?: string }[]
	}
	type?: string
	title?: string
	fieldtype?: string
	barOptions?: { stacked?: boolean | number }
	/** Of the series, or of the parts of a pie; two of a kind, or too few, are not taken. */
	colors?: string[]
}

export interface SummaryCard {
	value: unknown
	label?: string
	datatype?: string
	indicator?: string
	currency?: string
	type?: "separator"
}

export interface ReportResult {
	columns: unknown[]
	result: unknown[] | null
	message?: string | null
	chart?: ReportChart | null
	report_summary?: SummaryCard[] | null
	add_total_row?: boolean | 0 | 1
	execution_time?: number
	prepared_report?: boolean
	doc?: { name: string; status: string; report_end_time?: string; error_message?: string } | null
}

export type Values = Record<string, unknown>

export interface FilterField {
	fieldname: string
	fieldtype: string
	label?: string
	/** A text, a list, or a doctype. */
	options?: unknown
	/** A value, or a function that gives it. */
	default?: unknown
	reqd?: 0 | 1 | boolean
	mandatory?: 0 | 1
	hidden?: 0 | 1
	depends_on?: string
	description?: string
	on_change?(report?: unknown): unknown
	get_query?(): unknown
	get_data?(text: string): unknown
}

export interface ReportScript {
	filters?: FilterField[]
	onload?(report: unknown): unknown
	formatter?(
		value: unknown,
		row: unknown,
		column: ReportColumn,
		data: ReportRow | undefined,
		byDefault: (value: unknown, row: unknown, column: ReportColumn, data?: ReportRow) => string,
	): unknown
	get_datatable_options?(options: Values): Values
	after_datatable_render?(table: unknown): unknown
	tree?: boolean
	name_field?: string
	parent_field?: string
	initial_depth?: number
}
