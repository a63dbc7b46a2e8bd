/** What a form hands down to its fields. */
import type { InjectionKey } from "vue"
import type { Doc, DocField } from "@/data/types"

/** Keeps the ids of a form in a dialog apart from those of the form beneath. */
export const idPrefixKey: InjectionKey<string> = Symbol("idPrefix")

/** Runs what a Button field stands for. */
export const pressButtonKey: InjectionKey<(field: DocField, row?: Doc) => void> = Symbol("pressButton")
