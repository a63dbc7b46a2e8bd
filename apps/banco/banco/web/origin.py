"""Where a request comes from: the client's address behind proxies, and pages of other sites."""

from collections.abc import Iterable, Mapping, MutableMapping
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from banco.web.request import Request


def is_foreign(request: Request, config: Mapping[str, Any]) -> bool:
	"""Whether a browser says that a page of another site sent the request.

	Programs that are no browser say nothing and are let through: they hold nobody's cookies.
	"""
	if request.headers.get("sec-fetch-site") == "cross-site":
		return True
	origin = request.headers.get("origin")
	if not origin:
		return False
	own = {request.host.lower()}
	if config.get("host_name"):
		own.add(urlsplit(str(config["host_name"])).netloc.lower() or str(config["host_name"]).lower())
	return urlsplit(origin).netloc.lower() not in own


class Proxies:
	"""The proxies whose X-Forwarded-* headers are believed; site config: trusted_proxies (addresses, CIDR)."""

	def __init__(self, trusted: Iterable[str] | str | None) -> None:
		named = [trusted] if isinstance(trusted, str) else trusted or ()
		self._networks = [ip_network(entry, strict=False) for entry in named]

	def apply(self, scope: MutableMapping[str, Any]) -> None:
		"""Put the real client and scheme into the scope, when the request came by a trusted proxy."""
		client = scope.get("client")
		if not self._networks or not client or not self._is_trusted(client[0]):
			return
		headers = dict(scope["headers"])
		hops = [hop.strip() for hop in headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")]
		# The nearest hop that is none of our proxies: what stands further left the client may have made up.
		outside = next((hop for hop in reversed(hops) if hop and not self._is_trusted(hop)), None)
		if outside and _is_address(outside):
			scope["client"] = (outside, 0)
		if headers.get(b"x-forwarded-proto") in (b"https", b"http"):
			scope["scheme"] = headers[b"x-forwarded-proto"].decode()

	def _is_trusted(self, address: str) -> bool:
		return _is_address(address) and any(ip_address(address) in network for network in self._networks)


def _is_address(text: str) -> bool:
	try:
		ip_address(text)
	except ValueError:
		return False
	return True
