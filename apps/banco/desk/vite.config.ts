import vue from "@vitejs/plugin-vue"
import frappeui from "frappe-ui/vite"
import { defineConfig } from "vitest/config"

// The server hands out dist/ under /assets/desk and index.html under /app and /login.
const server = process.env.DESK_SERVER ?? "http://127.0.0.1:8000"

export default defineConfig({
	base: "/assets/desk/",
	plugins: [
		frappeui({ frappeProxy: false, jinjaBootData: false, buildConfig: false, lucideIcons: false, codeLanguages: false }),
		vue(),
	],
	resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
	build: {
		target: "es2022",
		outDir: "dist",
		assetsDir: "js",
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		chunkSizeWarningLimit: 900,
	},
	server: {
		port: 8210,
		proxy: Object.fromEntries(
			["/api", "/files", "/private", "/assets/client-script"].map((path) => [path, { target: server }]),
		),
	},
	test: { environment: "node", include: ["src/**/*.test.ts"] },
})
