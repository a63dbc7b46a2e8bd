/** Two assertions: what a scenario needs without a test runner in the page. */

export function same(found: unknown, wanted: unknown, what: string): void {
	const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
	if (a !== b) throw new Error(`${what}: found ${a}, wanted ${b}`)
}

export async function refused<E>(action: () => Promise<unknown>, what: string): Promise<E> {
	try {
		await action()
	} catch (error) {
		return error as E
	}
	throw new Error(`${what} was not refused`)
}

/** Waits for what a client fetches on its own, five seconds at most. */
export async function until(holds: () => boolean, what: string): Promise<void> {
	for (let tries = 0; !holds(); tries++) {
		if (tries > 250) throw new Error(`${what} never came`)
		await new Promise((resolve) => setTimeout(resolve, 20))
	}
}
