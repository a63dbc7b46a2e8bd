"""What the desk asks for beyond documents and lists."""

from __future__ import annotations

from typing import Any

from banco.context import GUEST, current
from banco.whitelist import whitelist


@whitelist(allow_guest=True, methods=["GET"])
def boot() -> dict[str, Any]:
	"""All that the desk needs at its start; for a guest, what its login page needs."""
	from banco.desk import bootinfo

	return bootinfo.for_guest() if current().user == GUEST else bootinfo.for_user()
