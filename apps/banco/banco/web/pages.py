"""What is served by path and needs a site: stored files, prints and the client scripts of doctypes."""

from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

from banco.context import Context
from banco.desk.scripts import calendar_script, client_script, list_script
from banco.office.printing.pages import printview
from banco.permissions import has_permission
from banco.web.actions import Action
from banco.web.files import file_reply
from banco.web.reply import Reply
from banco.web.request import Request
from banco.web.static import desk_page

REPORT_SCRIPT = "/assets/report-script/"
# Kind of a doctype's script -> its text.
SCRIPTS = {"client": client_script, "list": list_script, "calendar": calendar_script}
SCRIPT_TYPE = "text/javascript; charset=utf-8"


def page_action(context: Context, request: Request) -> Action | None:
	"""The action for such a path, None for any other."""
	if not request.is_reading:
		return None
	path = request.path
	if path.startswith(("/files/", "/private/files/")):
		return Action(lambda: file_reply(path))
	if path == "/printview":
		return Action(lambda: printview(context.form_dict))
	for kind, text in SCRIPTS.items():
		if path.startswith(start := f"/assets/{kind}-script/") and path.endswith(".js"):
			doctype = unquote(path.removeprefix(start).removesuffix(".js"))
			return Action(partial(script_reply, text, doctype, is_versioned="v" in request.args))
	if path.startswith(REPORT_SCRIPT) and path.endswith(".js"):
		return Action(
			lambda: report_script_reply(unquote(path.removeprefix(REPORT_SCRIPT).removesuffix(".js")))
		)
	if "text/html" in request.headers.get("accept", "") and not path.startswith("/api/"):
		return Action(desk_page_not_found)
	return None


def desk_page_not_found() -> Reply:
	"""For a person who mistyped an address: the desk, which says so in their language."""
	reply = desk_page(accepts_gzip=False)
	reply.status = 404 if reply.status == 200 else reply.status
	return reply


def script_reply(text: Callable[[str], str], doctype: str, is_versioned: bool) -> Reply:
	"""The text of a doctype's script, for those who may read the doctype."""
	has_permission(doctype, "read", throw=True)
	cache = "private, max-age=31536000" if is_versioned else "private, no-cache"
	return Reply(200, text(doctype).encode(), SCRIPT_TYPE, cache=cache)


def report_script_reply(name: str) -> Reply:
	"""The script with a report's filters, for those who may run it."""
	from banco.office.report.run import permitted_report, script_of

	return Reply(200, script_of(permitted_report(name)).encode(), SCRIPT_TYPE, cache="private, no-cache")
