"""Every screen of the desk, on a wide and a narrow window: nothing for axe to find, nothing to scroll sideways,
nothing left in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browser.test_desk import violations
from playwright.sync_api import expect

from support.desk import Desk
from support.host import REPO
from support.people import who

Open = Callable[..., Desk]
pytestmark = pytest.mark.browser
WORKER, COORDINATOR = who("Social Worker", "Segrate"), who("Coordinator", "EM-2018")
FINANCE, PROGRAMME = who("Finance Officer", "EM-2018"), who("Programme Administrator")
HOMES, CONTROL = who("Housing Manager", "EM-2018"), who("Public Controller", "EM-2018")
STEERING = who("Coordinator", "VA-2025")
DESK = who("Front Office Operator", "VA-2025")
ADMIN, GUEST = "Administrator", ""
ROUTER = REPO / "apps/banco/desk/src/app/router.ts"

# A route of the router and the screens that show it, each as one who uses it.
SCREENS: dict[str, list[tuple[str, str]]] = {
	"/": [(WORKER, "/")],
	"/login": [(GUEST, "/login")],
	"/update-password": [(GUEST, "/update-password?key=nope")],
	"/app/user-profile": [(WORKER, "/app/user-profile")],
	"/app": [(WORKER, "/app"), (FINANCE, "/app"), (PROGRAMME, "/app")],
	"/app/home": [(COORDINATOR, "/app/home")],
	"/app/background_jobs": [(ADMIN, "/app/background_jobs")],
	"/app/query-report/:name": [
		(FINANCE, "/app/query-report/Budget by Action"),
		(FINANCE, "/app/query-report/Claim Statement"),
		(FINANCE, "/app/query-report/Claims and Cuts"),
		(COORDINATOR, "/app/query-report/Referrals by State and Municipality"),
		(COORDINATOR, "/app/query-report/Diary Hours by Person and Action?from_date=2018-01-01"),
		(COORDINATOR, "/app/query-report/Network Activations"),
		(STEERING, "/app/query-report/Quarterly Sheet"),
		(STEERING, "/app/query-report/Events and Attendance"),
		(PROGRAMME, f"/app/query-report/Who Sees What?user={COORDINATOR}"),
		(HOMES, "/app/query-report/Homes for a Household?household=DEMO-EM-N02&with_unfit=1"),
		(HOMES, "/app/query-report/Households for a Home?unit=DEMO-EM-U4"),
		(HOMES, "/app/query-report/Scouting Pipeline?with_closed=1"),
		(HOMES, "/app/query-report/Housing Units"),
		(HOMES, "/app/query-report/Occupancy and Void Days"),
		(COORDINATOR, "/app/query-report/Free Places"),
		(COORDINATOR, "/app/query-report/Commission Decisions"),
		(HOMES, "/app/query-report/Contract Deadlines"),
		(HOMES, "/app/query-report/Deposits and Interest"),
	],
	"/app/permission-manager/:doctype?": [(PROGRAMME, "/app/permission-manager/Referral")],
	"/app/customize-form": [(PROGRAMME, "/app/customize-form?doc_type=Referral")],
	"/app/:slug/view/report/:report?": [(COORDINATOR, "/app/referral/view/report")],
	"/app/search": [(WORKER, "/app/search?q=demo")],
	"/app/data-import/:name": [(WORKER, "/app/data-import/new?reference_doctype=Person")],
	"/app/:slug/view/calendar": [
		(COORDINATOR, "/app/commission-session/view/calendar?day=2018-07-12"),
		(COORDINATOR, "/app/stay/view/calendar"),
		(HOMES, "/app/head-lease/view/calendar?day=2029-11-30"),
		(DESK, "/app/front-office-appointment/view/calendar"),
		(DESK, "/app/room-booking/view/calendar"),
	],
	"/app/:slug/view/kanban": [(COORDINATOR, "/app/pei/view/kanban")],
	"/app/:slug/view/map": [(HOMES, "/app/housing-unit/view/map")],
	"/app/print/:doctype/:name(.*)": [(COORDINATOR, "/app/print/Referral/DEMO-EM-01")],
	"/app/:slug": [
		(WORKER, "/app/todo"),
		(FINANCE, "/app/accountability"),
		(STEERING, "/app/housing-governance"),
		(PROGRAMME, "/app/eligibility-rule"),
		(HOMES, "/app/housing-property-management"),
		(HOMES, "/app/housing-unit"),
		(HOMES, "/app/stay"),
		(DESK, "/app/housing-front-office"),
		(DESK, "/app/help-request"),
		(PROGRAMME, "/app/configuration-change"),
		(PROGRAMME, "/app/configuration-transfer"),
		(ADMIN, "/app/access-log"),
		(ADMIN, "/app/scheduled-job-type"),
		(ADMIN, "/app/translation"),
		(ADMIN, "/app/system-settings"),
	],
	"/app/:slug/view/:view/:rest(.*)*": [(WORKER, "/app/person/view/list")],
	"/app/:slug/new": [
		(ADMIN, f"/app/{slug}/new")
		for slug in (
			"workflow",
			"notification",
			"print-format",
			"letter-head",
			"report",
			"data-import",
			"user",
			"role",
			"custom-field",
			"number-card",
			"dashboard-chart",
			"workspace",
			"translation",
			"user-permission",
			"diary-sheet",
			"todo",
		)
	],
	"/app/:slug/:name(.*)": [
		(ADMIN, "/app/workflow/PEI"),
		(ADMIN, "/app/print-format/Referral Sheet"),
		(ADMIN, "/app/report/Budget by Action"),
		(ADMIN, "/app/role/Coordinator"),
		(ADMIN, f"/app/user/{WORKER}"),
		(ADMIN, "/app/number-card/Open Cases"),
		(ADMIN, "/app/dashboard-chart/Referrals by State"),
		(ADMIN, "/app/workspace/Housing Coordination"),
		(ADMIN, "/app/eligibility-rule/EM-2018-A1-01"),
		(COORDINATOR, "/app/commission-session/DEMO-EM-COM-3"),
		(CONTROL, "/app/reimbursement-claim/DEMO-EM-RR1"),
		(FINANCE, "/app/reimbursement-claim/DEMO-EM-RR2"),
		(CONTROL, "/app/claim-line/DEMO-EM-RR2-00001"),
		(HOMES, "/app/housing-unit/DEMO-EM-U2"),
		(DESK, "/app/front-office-contact/DEMO-VA-FC06"),
		(DESK, "/app/help-request/DEMO-VA-HR6"),
		(DESK, "/app/job-resource/DEMO-VA-JR1"),
		(DESK, "/app/room-booking/DEMO-VA-RB5"),
		(HOMES, "/app/unit-scouting/DEMO-EM-SC1"),
		(HOMES, "/app/property-owner/DEMO-EM-PR3"),
		(HOMES, "/app/housing-proposal/DEMO-EM-HP1"),
		(HOMES, "/app/stay/DEMO-EM-ST-77"),
		(COORDINATOR, "/app/stay/DEMO-EM-ST-71"),
		(COORDINATOR, "/app/hospitality-agreement/DEMO-EM-HA-71"),
		(HOMES, "/app/head-lease/DEMO-EM-HL1"),
		(HOMES, "/app/sublease/DEMO-EM-SUB1"),
		(HOMES, "/app/security-deposit/DEMO-EM-SD1"),
		(HOMES, "/app/rent-update/DEMO-EM-RU1"),
		(COORDINATOR, "/app/pei/DEMO-EM-PEI-09"),
		(COORDINATOR, "/app/pei-review/DEMO-EM-R01"),
		(COORDINATOR, "/app/diary-entry/DEMO-EM-D01"),
		(COORDINATOR, "/app/group-activity/DEMO-EM-G01"),
		(COORDINATOR, "/app/work-inclusion-plan/DEMO-EM-L02"),
		(COORDINATOR, "/app/network-activation/DEMO-EM-A02"),
		(STEERING, "/app/public-event/DEMO-VA-EV-2"),
		(STEERING, "/app/innovative-housing-project/DEMO-VA-PRJ-1"),
		(STEERING, "/app/surveyed-property/DEMO-VA-IMM-1"),
		(STEERING, "/app/steering-meeting/DEMO-VA-CR-4"),
		(STEERING, "/app/programme-indicator/VA-2025-partecipanti"),
	],
	"/:rest(.*)*": [(WORKER, "/nowhere/at/all"), (WORKER, "/app/no-such-thing")],
}
WALKS = [(user, path) for screens in SCREENS.values() for user, path in screens]


def test_every_route_of_the_desk_is_walked() -> None:
	routes = re.findall(r'\bpath:\s*"([^"]+)",', ROUTER.read_text(encoding="utf-8"))
	assert len(routes) > 15
	assert [route for route in routes if not SCREENS.get(route)] == [], "no screen of SCREENS shows these"
	assert [route for route in SCREENS if route not in routes] == [], "no route leads to these any more"


@pytest.mark.requirement("BO-01")
@pytest.mark.parametrize(("user", "path"), WALKS, ids=[f"{user.split('@')[0]}{path}" for user, path in WALKS])
def test_a_screen_is_accessible_and_narrow(desk: Open, user: str, path: str) -> None:
	page = desk(user)
	page.page.goto(f"{page.address}{path}")
	expect(page.page.get_by_role("heading", level=1).first).to_be_visible()
	page.page.wait_for_load_state("networkidle")
	name = re.sub(r"[^a-z0-9]+", "-", f"{user.split('@')[0]}{path}".lower()).strip("-")
	judge(page, f"70-{name}-1280")
	page.page.set_viewport_size({"width": 320, "height": 640})
	settle(page)
	judge(page, f"70-{name}-320")


def judge(page: Desk, name: str) -> None:
	"""The screen, and each tab of its form."""
	violations(page)
	assert page.width_beyond() == 0, name
	page.page.evaluate("scrollTo(0, 0)")
	page.shot(name)
	for tab in page.page.locator("main :not([inert] *)[role=tab]").all():
		tab.click()
		violations(page)
		assert page.width_beyond() == 0, (name, tab.inner_text())


def settle(page: Desk) -> None:
	"""A chart is drawn anew a moment after its place has become narrower."""
	for _moment in range(30):
		if not page.width_beyond():
			return
		page.page.wait_for_timeout(100)
