/** Addresses of files and links. */

/** The last part of a file's address, as a name. */
export function fileNameOf(url: string): string {
	return decodeURIComponent(url.split("/").pop() ?? url)
}

/** Only addresses of this site and of the web are followed. */
export function safeUrl(url: unknown): string | undefined {
	const text = String(url ?? "")
	return /^(\/(?!\/)|https?:\/\/)/.test(text) ? text : undefined
}
