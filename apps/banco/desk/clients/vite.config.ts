/** Bundles other people's clients into one script, as an app that uses them would; see tests/browser/test_clients.py. */
import vue from "@vitejs/plugin-vue"
import frappeui from "frappe-ui/vite"
import { defineConfig } from "vite"

export default defineConfig({
	plugins: [
		frappeui({
			frappeProxy: false,
			jinjaBootData: false,
			buildConfig: false,
			lucideIcons: false,
			codeLanguages: false,
		}),
		vue(),
	],
	publicDir: false,
	define: { "process.env.NODE_ENV": '"production"' },
	build: {
		target: "es2022",
		minify: false,
		lib: {
			entry: new URL("./page.ts", import.meta.url).pathname,
			formats: ["iife"],
			name: "clients",
			fileName: () => "clients.js",
		},
	},
})
