"""Small helpers for text and lists that apps import from `frappe.utils`."""

from __future__ import annotations

import html
import re
import secrets
import string
from collections.abc import Iterable
from typing import Any

_TAG = re.compile(r"<[^>]*>")
_HTML = re.compile(r"<[a-zA-Z/!][^>]*>")
_EMAIL = re.compile(
	r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
	r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
	re.IGNORECASE,
)
_ENTRY = re.compile(r'(?:"[^"]*"?|[^",;\n])+')  # signs inside quotes part nothing
_LONGEST_EMAIL = 254
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"[+0-9][0-9 ().#/+-]{1,39}")
_ALPHABET = string.ascii_letters + string.digits


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


def is_html(text: Any) -> bool:
	"""Whether the text holds an HTML tag."""
	return isinstance(text, str) and bool(_HTML.search(text, 0, text.rfind(">") + 1))


def strip(val: str, chars: str | None = None) -> str:
	"""The text without surrounding white space, zero-width space and byte-order mark included."""
	return val.replace("\ufeff", "").replace("\u200b", "").strip(chars)


def random_string(length: int) -> str:
	"""Letters and digits drawn by a generator fit for secrets."""
	return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def generate_hash(txt: str | None = None, length: int = 56) -> str:
	"""A random hexadecimal text of that length; `txt` is accepted as documented and adds nothing."""
	return secrets.token_hex((length + 1) // 2)[:length]


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


def validate_url(txt: str, throw: bool = False, valid_schemes: str | Iterable[str] | None = None) -> bool:
	"""Whether the text is an absolute address, of one of the schemes when given. May raise ValidationError."""
	found = _URL.fullmatch(cstr(txt))
	schemes = [valid_schemes] if isinstance(valid_schemes, str) else list(valid_schemes or ())
	valid = bool(found) and (not schemes or (found is not None and found["scheme"].lower() in schemes))
	if not valid and throw:
		from banco.messages import throw as throw_message
		from banco.translate import _ as translate

		throw_message(
			translate("{0} is not a valid URL").format(f"<strong>{escape_html(txt)[:200]}</strong>")
		)
	return valid


def validate_phone_number(phone_number: str | None, throw: bool = False) -> bool:
	"""Whether the text can be a telephone number. With `throw`, raises InvalidPhoneNumberError."""
	text = cstr(phone_number).strip()
	valid = bool(_PHONE.fullmatch(text))
	if not valid and text and throw:
		from banco.errors import ValidationError
		from banco.messages import throw as throw_message
		from banco.translate import _ as translate

		message = translate("{0} is not a valid Phone Number").format(escape_html(text)[:100])
		throw_message(message, ValidationError, title=translate("Invalid Phone Number"))
	return valid


def has_common(l1: Iterable[Any], l2: Iterable[Any]) -> bool:
	"""Whether the two have an item in common."""
	return not set(l1).isdisjoint(l2)


def unique(seq: Iterable[Any]) -> list[Any]:
	"""The items in their order, each once."""
	return list(dict.fromkeys(seq))


def comma_and(some_list: Any, add_quotes: bool = True) -> Any:
	"""The items as a sentence's list: 'a', 'b' and 'c' in the user's language."""
	return _joined(some_list, "{0} and {1}", add_quotes)


def comma_or(some_list: Any, add_quotes: bool = True) -> Any:
	"""The items as a sentence's list of choices: 'a', 'b' or 'c' in the user's language."""
	return _joined(some_list, "{0} or {1}", add_quotes)


def comma_sep(some_list: Any, pattern: str, add_quotes: bool = True) -> Any:
	"""The items joined by commas, the last one by the (already translated) pattern."""
	if not isinstance(some_list, list | tuple | set):
		return some_list
	items = [f"'{item}'" if add_quotes else cstr(item) for item in some_list]
	if len(items) < 2:
		return "".join(items)
	return pattern.format(", ".join(items[:-1]), items[-1])


def sanitize_html(html: str, always_sanitize: bool = False, **_ignored: Any) -> str:
	"""The text with only harmless HTML left; plain text comes back as it is."""
	if not always_sanitize and not is_html(html):
		return html
	import nh3

	return nh3.clean(html)


def _joined(some_list: Any, pattern: str, add_quotes: bool) -> Any:
	from banco.translate import _ as translate

	return comma_sep(some_list, translate(pattern), add_quotes)


def _bare_address(entry: str) -> str:
	found = re.search(r"<([^<>]*)>\s*$", entry)
	return (found[1] if found else entry).strip()
