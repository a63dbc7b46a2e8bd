"""The check of all sums, asked for over HTTP."""

from __future__ import annotations

import time
from typing import Any

from support.client import Client


def checked(client: Client) -> dict[str, Any]:
	"""A check of everything, ended."""
	name = client.insert("Integrity Check")["name"]
	for _ in range(600):
		doc = client.get("Integrity Check", name)
		if doc["status"] in ("Done", "Failed"):
			return doc
		time.sleep(0.1)
	raise AssertionError("the check does not end")
