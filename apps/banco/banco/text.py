"""Small helpers for text and lists that apps import from `frappe.utils`."""

import html
import re
from collections.abc import Iterable
from typing import Any

_TAG = re.compile(r"<[^>]*>")
_EMAIL = re.compile(
	r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
	r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
	re.IGNORECASE,
)
_ENTRY = re.compile(r'(?:"[^"]*"?|[^",;\n])+')  # signs inside quotes part nothing
_LONGEST_EMAIL = 254
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"[+0-9][0-9 ().#/+-]{1,39}")
# Invisible characters that turn the reading order of what follows: a name could be shown as another.
TURNS_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def cstr(s: Any, encoding: str = "utf-8") -> str:
	"""`s` as text: None is empty, bytes are decoded."""
	if s is None:
		return ""
	return s.decode(encoding) if isinstance(s, bytes) else str(s)


def strip_html(text: str) -> str:
	"""The text without HTML tags."""
	# What follows the last ">" holds no tag: searched too, each "<" in it would be followed to the end.
	head, end, tail = text.rpartition(">")
	return _TAG.sub("", head + end) + tail


def escape_html(text: Any) -> str:
	"""The text with HTML's special characters escaped."""
	return html.escape(cstr(text), quote=True)


def validate_email_address(email_str: str | None, throw: bool = False) -> str:
	"""The valid addresses of a comma-separated list, joined by ", "; empty when one is not valid.

	"Name <address>" counts by its address. With `throw`, raises InvalidEmailAddressError naming it.
	"""
	addresses = [_bare_address(item) for item in split_emails(email_str or "")]
	wrong = [item for item in addresses if len(item) > _LONGEST_EMAIL or not _EMAIL.fullmatch(item)]
	if wrong and throw:
		from banco.errors import InvalidEmailAddressError
		from banco.messages import throw as throw_message
		from banco.translate import _ as translate

		message = translate("{0} is not a valid Email Address").format(escape_html(wrong[0][:100]))
		throw_message(message, InvalidEmailAddressError, title=translate("Invalid Email"))
	return "" if wrong else ", ".join(addresses)


def split_emails(txt: str) -> list[str]:
	"""The entries of a list of addresses parted by commas, semicolons or line breaks."""
	return [part.strip() for part in _ENTRY.findall(txt) if part.strip()]


def validate_url(txt: str) -> bool:
	"""Whether the text is an absolute address."""
	return bool(_URL.fullmatch(cstr(txt)))


def validate_phone_number(phone_number: str | None) -> bool:
	"""Whether the text can be a telephone number."""
	return bool(_PHONE.fullmatch(cstr(phone_number).strip()))


def _bare_address(entry: str) -> str:
	found = re.search(r"<([^<>]*)>\s*$", entry)
	return (found[1] if found else entry).strip()


def comma_or(items: Iterable[str]) -> str:
	"""The items as a sentence's list of choices: 'a', 'b' or 'c' in the user's language."""
	from banco.translate import _ as translate

	*first, last = [f"'{item}'" for item in items]
	return translate("{0} or {1}").format(", ".join(first), last) if first else last
