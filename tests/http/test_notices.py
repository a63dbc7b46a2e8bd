"""What is told of a case by rules and tasks: to whom, and never more than they may read."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator

import pytest

from support.cases import eviction
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
PERSON = "DEMO-EM-P01"
WORKER, MEMBER = who("Social Worker", "Segrate"), who("Commission Member", "EM-2018")
pytestmark = pytest.mark.bench_defect(
	"an assignment shares the document, a notification reads past permission levels"
)


@pytest.fixture
def rule(admin: Client) -> Iterator[str]:
	"""A rule that tells three roles the reserved text of a person; the Finance Officer may not read people."""
	name = f"Canarino {secrets.token_hex(4)}"
	roles = ("Social Worker", "Commission Member", "Finance Officer")
	admin.insert(
		"Notification", name=name, document_type="Person", event="Save", channel="Email", message_type="HTML",
		send_system_notification=1, subject=f"{name} {{{{ doc.name }}}}",
		message="{{ doc.last_name }}: {{ doc.health_notes }}",
		recipients=[{"receiver_by_role": role} for role in roles],
	)  # fmt: skip
	yield name
	admin.delete("Notification", name)


@pytest.mark.requirement("BO-05")
def test_reserved_texts_reach_nobody_who_lacks_the_level(admin: Client, as_user: As, rule: str) -> None:
	word, worker = f"Canarino{secrets.token_hex(6)}", as_user(WORKER)
	before = worker.get("Person", PERSON).get("health_notes")
	worker.update("Person", PERSON, health_notes=word)
	worker.update("Person", PERSON, health_notes=before)
	about = {"reference_name": PERSON, "subject": ["like", f"{rule}%"]}
	mails: dict[str, list[str]] = {}
	for name in admin.names("Email Queue", filters=about):
		found = admin.get("Email Queue", name)
		mails.setdefault(found["recipients"][0]["recipient"], []).append(found["message"])
	assert any(word in text for text in mails[WORKER])
	assert MEMBER in mails and who("Finance Officer", "EM-2018") not in mails
	assert not [to for to, texts in mails.items() if word in " ".join(texts) and "assistente" not in to]
	told = {"document_name": PERSON, "subject": ["like", f"{rule}%"]}
	for row in admin.list("Notification Log", filters=told, fields=["for_user", "email_content"]):
		assert word not in row["email_content"] or "assistente" in row["for_user"]


def test_nobody_reads_the_notices_of_others(admin: Client, as_user: As, rule: str) -> None:
	worker, member = as_user(WORKER), as_user(MEMBER)
	worker.update("Person", PERSON, phone=worker.get("Person", PERSON).get("phone"))
	theirs = admin.names("Notification Log", filters={"for_user": MEMBER})
	assert theirs and member.names("Notification Log", limit_page_length=0) >= theirs
	assert not worker.names("Notification Log", limit_page_length=0) & theirs
	with pytest.raises(Refused) as refused:
		worker.get("Notification Log", min(theirs))
	assert refused.value.status == 403
	for doctype in ("Email Queue", "RQ Job", "Scheduled Job Type", "Notification"):
		with pytest.raises(Refused) as refused:
			worker.list(doctype)
		assert refused.value.status == 403, doctype


def test_a_task_lets_nobody_into_a_case(as_user: As) -> None:
	worker = as_user(WORKER)
	case = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	stranger = (
		who("Social Worker", "Pioltello") if _exists("Pioltello") else who("Finance Officer", "EM-2018")
	)
	asked = {"doctype": "Referral", "name": case, "assign_to": [stranger]}
	with pytest.raises(Refused) as refused:
		worker.call("frappe.desk.form.assign_to.add", **asked)
	assert refused.value.status == 403
	assert not worker.get("Referral", case).get("_assign")


def test_the_mails_of_a_rule_leave_the_queue(admin: Client, as_user: As, rule: str) -> None:
	worker = as_user(WORKER)
	worker.update("Person", PERSON, phone=worker.get("Person", PERSON).get("phone"))
	wanted = {"reference_name": PERSON, "subject": ["like", f"{rule}%"]}
	for _turn in range(50):
		left = admin.list("Email Queue", filters={**wanted, "status": ["!=", "Sent"]})
		if not left:
			break
		time.sleep(0.2)
	assert not left and admin.names("Email Queue", filters=wanted)


def _exists(place: str) -> bool:
	try:
		return bool(who("Social Worker", place))
	except LookupError:
		return False
