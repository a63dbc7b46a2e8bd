/** Rows, totals and counts by state of a list. */
import { readTitles, requestFields } from "./columns"
import { type ListState, requestFilters, searchFilters } from "./query"
import type { Meta } from "@/data/meta"
import { call } from "@/data/request"
import { rememberTitle } from "@/data/titles"
import type { Doc, DocField } from "@/data/types"

export const PAGE_SIZE = 20

export async function fetchRows(
	meta: Meta,
	columns: DocField[],
	state: ListState,
	signal?: AbortSignal,
	size = PAGE_SIZE,
): Promise<Doc[]> {
	const found = await call<{ keys: string[]; values: unknown[][] } | []>(
		"frappe.desk.reportview.get",
		{
			doctype: meta.name,
			fields: JSON.stringify(requestFields(meta, columns)),
			filters: JSON.stringify(requestFilters(meta.name, state.filters)),
			or_filters: JSON.stringify(searchFilters(meta.name, state.search, meta.searchFields)),
			order_by: `\`tab${meta.name}\`.\`${state.sort.field}\` ${state.sort.order}`,
			start: (state.page - 1) * size,
			page_length: size,
			view: "List",
		},
		{ signal },
	)
	if (Array.isArray(found)) return []
	const rows = found.values.map(
		(values) => Object.fromEntries(found.keys.map((key, index) => [key, values[index]])) as Doc,
	)
	for (const row of rows) readTitles(row, columns, rememberTitle)
	return rows
}

export function fetchCount(meta: Meta, state: ListState, signal?: AbortSignal): Promise<number> {
	return call<number>(
		"frappe.desk.reportview.get_count",
		{
			doctype: meta.name,
			filters: JSON.stringify(requestFilters(meta.name, state.filters)),
			or_filters: JSON.stringify(searchFilters(meta.name, state.search, meta.searchFields)),
			fields: "[]",
			distinct: false,
		},
		{ signal },
	)
}

/** How many documents stand in each state, of those the user sees. */
export async function fetchStateCounts(
	doctype: string,
	field: string,
	filters: unknown[] = [],
): Promise<Map<string, number>> {
	const rows = await call<Record<string, unknown>[]>("frappe.client.get_list", {
		doctype,
		fields: [field, "count(name) as count"],
		filters,
		group_by: field,
		order_by: `${field} asc`,
		limit_page_length: 100,
	})
	return new Map(rows.map((row) => [String(row[field] ?? ""), Number(row.count)]))
}
