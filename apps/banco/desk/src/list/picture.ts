/** What the pictures of a list (board, map) share with it: the doctype, the filters in the address, the titles. */
import { computed, onMounted, ref, shallowRef } from "vue"
import { useRoute, useRouter } from "vue-router"
import { doctypeOfSlug } from "@/app/routes"
import { setPageTitle } from "@/app/title"
import { loadMeta, type Meta } from "@/data/meta"
import { bootDoctype } from "@/data/session"
import type { Doc } from "@/data/types"
import { __, t, type TextKey } from "@/i18n"
import { formatValue } from "@/i18n/format"
import { type ListState, readState, writeState } from "./query"

const SORT: ListState["sort"] = { field: "modified", order: "desc" }

/** `heading`: the key of the page's title, with a place for the `doctype`. */
export function usePicture(slug: () => string, heading: TextKey) {
	const route = useRoute()
	const router = useRouter()
	const doctype = computed(() => doctypeOfSlug(slug()) ?? "")
	const label = computed(() => __(bootDoctype(doctype.value)?.label ?? doctype.value))
	const meta = shallowRef<Meta | null>(null)
	const failure = shallowRef<unknown>(null)
	const loading = ref(true)
	const state = computed(() => readState(route.query, (name) => Boolean(meta.value?.field(name)), SORT))

	async function start() {
		failure.value = null
		setPageTitle(t(heading, { doctype: label.value }))
		try {
			meta.value = await loadMeta(doctype.value)
		} catch (error) {
			failure.value = error
		}
	}
	onMounted(start)

	const change = (part: Partial<ListState>) =>
		router.push({ query: writeState({ ...state.value, page: 1, ...part }, SORT) })
	function title(row: Doc) {
		const named = meta.value!.field(meta.value!.titleField)!
		return formatValue(row[named.fieldname], named, row) || row.name
	}
	return { doctype, label, meta, failure, loading, state, start, change, title }
}
