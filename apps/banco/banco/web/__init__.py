"""The web room: HTTP in front of documents, lists and whitelisted functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
	from banco.site import Site


def serve(site: Site, host: str = "127.0.0.1", port: int = 8000) -> None:
	"""Serve `site` until a SIGINT or SIGTERM; prints the address once it answers."""
	from banco.web.server import serve as run

	run(site, host, port)
