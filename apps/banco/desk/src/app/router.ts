import { createRouter, createWebHistory } from "vue-router"
import { bootDoctype, signedIn } from "@/data/session"
import { doctypeOfSlug, workspaceOfSlug } from "./routes"
import { setPageTitle } from "./title"

const DeskPage = () => import("@/pages/DeskPage.vue")

export const router = createRouter({
	history: createWebHistory("/"),
	routes: [
		{ path: "/", redirect: "/app" },
		{ path: "/login", component: () => import("@/pages/LoginPage.vue"), meta: { open: true } },
		{
			path: "/update-password",
			component: () => import("@/pages/NewPasswordPage.vue"),
			meta: { open: true },
		},
		{ path: "/app/user-profile", component: () => import("@/pages/UserProfilePage.vue") },
		{ path: "/app", component: () => import("@/pages/HomePage.vue") },
		{ path: "/app/home", redirect: "/app" },
		{ path: "/app/background_jobs", redirect: "/app/rq-job" },
		{
			path: "/app/query-report/:name",
			component: () => import("@/pages/ReportPage.vue"),
			props: true,
		},
		{ path: "/app/permission-manager/:doctype?", component: () => import("@/pages/PermissionPage.vue") },
		{ path: "/app/customize-form", component: () => import("@/pages/CustomizePage.vue") },
		{
			path: "/app/:slug/view/report/:report?",
			component: () => import("@/pages/BuilderPage.vue"),
			props: true,
		},
		{ path: "/app/search", component: () => import("@/pages/SearchPage.vue") },
		{ path: "/app/data-import/:name", component: () => import("@/pages/ImportPage.vue"), props: true },
		{ path: "/app/:slug/view/calendar", component: () => import("@/pages/CalendarPage.vue"), props: true },
		{ path: "/app/:slug/view/kanban", component: () => import("@/pages/BoardPage.vue"), props: true },
		{ path: "/app/:slug/view/map", component: () => import("@/pages/MapPage.vue"), props: true },
		{
			path: "/app/print/:doctype/:name(.*)",
			component: () => import("@/pages/PrintPage.vue"),
			props: true,
		},
		{ path: "/app/:slug", component: DeskPage, props: ({ params }) => resolve(String(params.slug)) },
		{ path: "/app/:slug/view/:view/:rest(.*)*", redirect: ({ params }) => `/app/${params.slug}` },
		{
			path: "/app/:slug/new",
			component: DeskPage,
			props: ({ params }) => resolve(String(params.slug), null),
		},
		{
			path: "/app/:slug/:name(.*)",
			component: DeskPage,
			props: ({ params }) => resolve(String(params.slug), String(params.name)),
		},
		{ path: "/:rest(.*)*", component: () => import("@/pages/ErrorPage.vue"), props: { status: 404 } },
	],
	scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

interface Resolved {
	kind: "list" | "form" | "workspace" | "missing"
	doctype?: string
	name?: string
	workspace?: string
}

/** What an address under /app shows; a name of null is a new document. */
export function resolve(slug: string, name?: string | null): Resolved {
	const doctype = doctypeOfSlug(slug)
	if (doctype) {
		if (name === undefined && !bootDoctype(doctype)?.issingle) return { kind: "list", doctype }
		return { kind: "form", doctype, name: name && !bootDoctype(doctype)?.issingle ? name : undefined }
	}
	const workspace = name === undefined ? workspaceOfSlug(slug) : undefined
	return workspace ? { kind: "workspace", workspace: workspace.name } : { kind: "missing" }
}

router.beforeEach((to) => {
	if (!to.meta.open && !signedIn.value) return { path: "/login", query: { "redirect-to": to.fullPath } }
	if (to.path === "/login" && signedIn.value) return "/app"
	setPageTitle("")
	return true
})
