import preset from "frappe-ui/tailwind"

// Only the parts of frappe-ui that the desk uses are read for class names: all of it makes half as much CSS again.
const parts = ["components", "composables", "utils"]

export default {
	presets: [preset],
	content: [...parts.map((part) => `./node_modules/frappe-ui/src/${part}/**/*.{vue,ts}`), "./index.html", "./src/**/*.{vue,ts}"],
}
