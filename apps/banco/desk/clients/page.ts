/** What a page of somebody else's app does on the site: each client's own way to the same documents. */
import { composables } from "./composables"
import { resources } from "./resources"
import { sdk } from "./sdk"

export type Scenario = (given: Given) => Promise<void>

export interface Given {
	/** A social worker's session, kept in the page's cookies. */
	csrf: string
	user: string
	password: string
	municipality: string
	/** Unique in this run, so that a second run on the same site finds its own. */
	surname: string
}

const scenarios: Record<string, Scenario> = { sdk, composables, resources }

export const names = () => Object.keys(scenarios)

export async function run(name: string, given: Given): Promise<void> {
	;(window as unknown as { csrf_token: string }).csrf_token = given.csrf
	// A client may reject with a plain object, of which the browser would tell nothing.
	await scenarios[name](given).catch((error) => {
		throw error instanceof Error ? error : new Error(JSON.stringify(error))
	})
}
