"""What a request asks for, found from its path alone; deciding needs a context, running it may need the
writer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from banco.types import _dict


@dataclass(frozen=True, slots=True)
class Action:
	"""Work to do for a request.

	`writes` asks for the writer from the start; `key` is where the result stands in version 1's envelope;
	`refuse_writes` marks a function called by GET, which must leave no change behind.
	"""

	run: Callable[[], Any]
	writes: bool = False
	key: str = "message"
	status: int = 200
	refuse_writes: bool = False


@dataclass(frozen=True, slots=True)
class Route:
	"""A recognised path: which resource, of which version of the API, with the names it carries."""

	kind: str
	version: int = 1
	doctype: str = ""
	name: str = ""
	method: str = ""


def find_route(path: str, arguments: _dict | None = None) -> Route | None:
	"""The route of a path; None when the API has no such path. Names may contain slashes.

	`arguments` carry `cmd`, by which older clients name a method on the root path.
	"""
	if path == "/" and arguments and arguments.get("cmd"):
		return Route("method", method=str(arguments.cmd))
	parts = path.strip("/").split("/")
	if parts[0] != "api" or len(parts) < 3:
		return None
	version = 1
	if parts[1] in ("v1", "v2"):
		version = int(parts[1][1])
		parts = parts[1:]
	kind, rest = parts[1], parts[2:]
	if not rest or not rest[0]:
		return None
	return _route_1(kind, rest) if version == 1 else _route_2(kind, rest)


def _route_1(kind: str, rest: list[str]) -> Route | None:
	if kind == "method":
		return Route("method", method="/".join(rest))
	if kind == "resource":
		return _resource(rest, 1)
	return None


def _route_2(kind: str, rest: list[str]) -> Route | None:
	if kind == "method":
		if len(rest) == 1:
			return Route("method", 2, method=rest[0])
		return Route("doctype method", 2, doctype=rest[0], method=rest[1]) if len(rest) == 2 else None
	if kind == "doctype" and len(rest) == 2 and rest[1] in ("meta", "count"):
		return Route(rest[1], 2, doctype=rest[0])
	if kind != "document":
		return None
	if len(rest) >= 4 and rest[-2] == "method":
		return Route("document method", 2, rest[0], "/".join(rest[1:-2]), rest[-1])
	return _resource(rest, 2)


def _resource(rest: list[str], version: int) -> Route:
	if len(rest) == 1:
		return Route("list", version, doctype=rest[0])
	return Route("document", version, doctype=rest[0], name="/".join(rest[1:]))
