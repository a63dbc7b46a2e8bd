"""What goes from one site to another, parents before what leans on them. Nothing else does: neither users nor
their keys, neither files nor cases.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kind:
	"""A doctype: `own` are the filters that tell the site's documents from those of the apps' files, `key` the
	fields that say which document is meant where names are drawn by lot.
	"""

	own: dict[str, Any] = field(default_factory=dict)
	key: tuple[str, ...] = ()


_HOST_ROLES = (
	"Administrator", "System Manager", "Guest", "All", "Desk User", "Accounts Manager", "Accounts User", "Blogger",
	"Dashboard Manager", "Inbox User", "Knowledge Base Contributor", "Knowledge Base Editor", "Maintenance Manager",
	"Maintenance User", "Newsletter Manager", "Prepared Report User", "Purchase Manager", "Purchase Master Manager",
	"Purchase User", "Report Manager", "Sales Manager", "Sales Master Manager", "Sales User", "Script Manager",
	"Translator", "Website Manager", "Workspace Manager", "Marketing Manager", "Analytics",
)  # fmt: skip

KINDS: dict[str, Kind] = {
	"Role": Kind({"name": ["not in", _HOST_ROLES]}),
	"Workflow State": Kind(),
	"Workflow Action Master": Kind(),
	"DocType": Kind({"custom": 1}),
	"Custom Field": Kind({"is_system_generated": 0}),
	"Property Setter": Kind({"is_system_generated": 0}),
	"Custom DocPerm": Kind(key=("parent", "role", "permlevel", "if_owner")),
	"Workflow": Kind(),
	"Letter Head": Kind(),
	"Print Format": Kind({"standard": "No"}),
	"Email Template": Kind(),
	"Notification": Kind({"is_standard": 0}),
	"Report": Kind({"is_standard": "No"}),
	"Number Card": Kind({"is_standard": 0}),
	"Dashboard Chart": Kind({"is_standard": 0}),
	"Workspace": Kind({"module": ["is", "not set"], "for_user": ["is", "not set"]}),
	"Translation": Kind(key=("language", "source_text", "context")),
	"Client Script": Kind(),
	"Server Script": Kind(),
	"Threshold": Kind(),
	"Eligibility Rule": Kind(),
	"Capacity Scheme": Kind(),
}
# What can be asked for at once: the second leans on agreements and actions, the first on nothing.
_RULES = ("Threshold", "Eligibility Rule", "Capacity Scheme")
GROUPS: dict[str, tuple[str, ...]] = {
	"Customisations": tuple(doctype for doctype in KINDS if doctype not in _RULES),
	"Rules and Dated Values": _RULES,
}
# These change the tables of a database: on some hosts they are kept at once, whatever follows.
SCHEMA = ("DocType", "Custom Field")


def stable_name(doctype: str, values: Mapping[str, Any], name: str) -> str:
	"""The name a document goes by in a file: drawn from what it says where the site's own was drawn by lot, so
	that the same right or translation has one name on every site. Texts count as nothing where they are empty.
	"""
	key = KINDS[doctype].key if doctype in KINDS else ()
	said = "|".join(str(values.get(field) or "") for field in key)
	return hashlib.sha256(f"{doctype}|{said}".encode()).hexdigest()[:10] if key else name
