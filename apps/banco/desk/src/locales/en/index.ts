/** The texts in English: every part beside this file, each checked against its Italian part. */
import type it from "../it"

const parts = import.meta.glob<Record<string, string>>("./*.ts", { import: "default", eager: true })

export default Object.assign({}, ...Object.values(parts)) as Record<keyof typeof it, string>
