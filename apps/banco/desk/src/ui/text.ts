export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

export function initials(name: string): string {
	const words = name
		.replace(/\(.*?\)/g, " ")
		.trim()
		.split(/\s+/)
	return ((words[0]?.[0] ?? "") + (words.length > 1 ? words[words.length - 1][0] : "")).toUpperCase()
}
