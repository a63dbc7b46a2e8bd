"""Addresses of the site, its forms and its files."""

from __future__ import annotations

from urllib.parse import quote, urljoin

from banco.context import current, peek
from banco.modules import site_path
from banco.text import escape_html

DEFAULT_PORT = 8000


def get_url(uri: str | None = None, full_address: bool = False) -> str:
	"""The site's own address, with `uri` on it.

	From the setting `host_name`, never from a request's Host header: whoever sends a request must not
	choose where a mailed link leads. An address that is complete already comes back as it is.
	"""
	if uri and "://" in uri:
		return uri
	context = peek()
	config = context.conf if context else {}
	base = config.get("host_name") or f"http://localhost:{config.get('webserver_port') or DEFAULT_PORT}"
	if "://" not in base:
		base = f"https://{base}"
	return urljoin(base.rstrip("/") + "/", uri.lstrip("/")) if uri else base.rstrip("/")


def get_url_to_form(doctype: str, name: str | int) -> str:
	"""The address of a document's form in the desk."""
	return get_url(f"/app/{_slug(doctype)}/{quote(str(name), safe='')}")


def get_url_to_list(doctype: str) -> str:
	"""The address of a doctype's list in the desk."""
	return get_url(f"/app/{_slug(doctype)}")


def get_link_to_form(doctype: str, name: str | int | None = None, label: str | None = None) -> str:
	"""An HTML link to a document's form (to the doctype's own when it has a single document)."""
	target = doctype if name is None else name
	shown = label if label is not None else str(target)
	return f'<a href="{escape_html(get_url_to_form(doctype, target))}">{escape_html(shown)}</a>'


def get_site_path(*parts: str) -> str:
	"""A path inside the site's folder."""
	return str(site_path(*parts))


def get_files_path(*path: str, is_private: bool = False) -> str:
	"""A path inside the site's folder of private or public files."""
	return str(site_path("private" if is_private else "public", "files", *path))


def get_host_name() -> str:
	"""The host part of the site's address."""
	return str(current().conf.host_name or current().site.name)


def _slug(doctype: str) -> str:
	return quote(doctype.lower().replace(" ", "-"))
