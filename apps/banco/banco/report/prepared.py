"""Reports that take long: prepared in the background for the one who asked, kept for a day as a private file."""

import json
from typing import Any

from banco.context import current
from banco.dates import add_to_date, now
from banco.document import delete_doc, get_doc, new_doc
from banco.errors import BancoError
from banco.files import path_of
from banco.jobs import enqueue
from banco.realtime import publish_realtime
from banco.report.run import permitted_report, result_of
from banco.translate import _
from banco.types import _dict
from banco.web.documents import filters_of
from banco.web.encode import encode
from banco.whitelist import whitelist

HOURS_KEPT = 24


@whitelist(methods=["POST"])
def make_prepared_report(report_name: str, filters: Any = None) -> dict[str, str]:
	"""Have a report prepared; its Prepared Report's `name`. The event `report_generated` tells the end."""
	report, user = permitted_report(report_name), current().user
	doc = new_doc(
		"Prepared Report", report_name=report.name, filters=_key(filters), queued_by=user, queued_at=now()
	)
	name = str(doc.insert(ignore_permissions=True).name)
	enqueue("banco.report.prepared.prepare", queue="long", job_id=name, job_name=report.name, name=name)
	return {"name": name}


def prepare(name: str) -> None:
	"""The job: runs the report as the user who asked for it."""
	doc, db = get_doc("Prepared Report", name), current().db
	db.savepoint("report")
	try:
		content = encode(result_of(permitted_report(doc.report_name), doc.filters))
		place = {"attached_to_doctype": "Prepared Report", "attached_to_name": name, "is_private": 1}
		file = get_doc({"doctype": "File", "file_name": f"{name}.json", **place})
		file.flags.content = content
		file.insert(ignore_permissions=True)
		end = {"status": "Completed"}
	except Exception as error:
		db.rollback(save_point="report")
		end = {
			"status": "Error",
			"error_message": str(error) if isinstance(error, BancoError) else _("Server Error"),
		}
	doc.db_set({**end, "report_end_time": now()})
	told = {"name": name, "report_name": doc.report_name, **end}
	publish_realtime("report_generated", told, user=doc.queued_by, after_commit=True)


def stored(report: Any, filters: Any) -> _dict:
	"""The latest result that the current user had prepared with those filters; without, `doc` is None."""
	db = current().db
	since = add_to_date(now(), hours=-HOURS_KEPT, as_string=True)
	asked = {"report_name": report.name, "queued_by": current().user, "filters": _key(filters)}
	names = db.get_all("Prepared Report", filters={**asked, "queued_at": [">", since]}, pluck="name", limit=1)
	doc = get_doc("Prepared Report", names[0]) if names else None
	found = _dict(prepared_report=True, doc=doc and doc.as_dict(), add_total_row=report.add_total_row)
	url = names and db.get_value("File", {"attached_to_name": names[0]}, "file_url")
	path = path_of(str(url)) if url else None
	return found.update(json.loads(path.read_bytes())) if path else found


def tidy() -> None:
	"""Delete what was prepared more than a day ago."""
	before = {"queued_at": ["<", add_to_date(now(), hours=-HOURS_KEPT, as_string=True)]}
	for name in current().db.get_all("Prepared Report", filters=before, pluck="name"):
		delete_doc("Prepared Report", name, ignore_permissions=True, delete_permanently=True)


def _key(filters: Any) -> str:
	return json.dumps(filters_of(filters) or {}, sort_keys=True)
