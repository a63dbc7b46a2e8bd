"""Texts made to keep a regular expression busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from banco import text


@pytest.mark.parametrize(
	("function", "hostile"),
	[
		(text.strip_html, "<" * 200_000),
		(text.strip_html, "<a" * 100_000 + ">"),
		(text.split_emails, "," * 90_000),
		(text.split_emails, '",' * 45_000),
		(text.split_emails, "a@b.it;" * 12_000 + '"'),
		(text.validate_email_address, "a." * 100_000 + "@"),
		(text.validate_url, "http://" + "a" * 200_000 + " "),
		(text.validate_phone_number, "+" * 200_000 + "x"),
	],
)
def test_no_text_takes_more_time_than_its_length(function: Callable[[str], Any], hostile: str) -> None:
	"""200,000 characters take milliseconds; taken quadratically, tens of seconds."""
	began = time.process_time()
	function(hostile)
	assert time.process_time() - began < 1


def test_the_faster_forms_read_the_same() -> None:
	assert text.strip_html("a < b <b>bold</b> <i x='1'>y</i> > c <") == "a bold y > c <"
	assert text.split_emails('"Rossi, Anna" <a@b.it>, c@d.it;e@f.it\n g@h.it,,') == [
		'"Rossi, Anna" <a@b.it>', "c@d.it", "e@f.it", "g@h.it",
	]  # fmt: skip
