from __future__ import annotations

import pytest

from banco import formatting, text, values
from banco.errors import InvalidEmailAddressError


@pytest.mark.parametrize(
	"address", ["a@b.it", "Mario.Rossi+x@comune.segrate.mi.it", "x@sub-domain.example.org"]
)
def test_addresses_accepted(address):
	assert text.validate_email_address(address) == address
	assert text.validate_email_address(f"Mario Rossi <{address}>") == address


@pytest.mark.parametrize(
	"address", ["a@b", "a b@c.it", "@b.it", "a@-b.it", "a@b..it", "a" * 300 + "@b.it", "<x>@y.it"]
)
def test_addresses_refused(address):
	assert text.validate_email_address(address) == ""
	with pytest.raises(InvalidEmailAddressError):
		text.validate_email_address(address, throw=True)


def test_several_addresses_stand_or_fall_together():
	assert text.validate_email_address("a@b.it, c@d.it") == "a@b.it, c@d.it"
	assert text.validate_email_address("a@b.it, nothing") == ""


def test_html():
	assert text.strip_html("<b>a</b> & <i>b</i>") == "a & b"
	assert text.escape_html('<img src="x">\'') == "&lt;img src=&quot;x&quot;&gt;&#x27;"


def test_lists_as_sentences():
	assert text.comma_or(["a", "b", "c"]) == "'a', 'b' or 'c'"
	assert text.comma_or(["a"]) == "'a'"


def test_small_helpers():
	assert text.cstr(b"\xc3\xa0") == "à"


def test_urls_and_telephone_numbers():
	assert text.validate_url("https://example.org/a?b=c")
	assert not text.validate_url("javascript:alert(1)")
	assert text.validate_phone_number("+39 02 1234567")
	assert not text.validate_phone_number("call me")


def test_italian_formats():
	assert formatting.fmt_money(1234567.895) == "1.234.567,90"
	assert formatting.fmt_money(-5, currency="EUR") == "€ -5,00"
	assert formatting.fmt_money(1234.5, precision=0) == "1.235"
	assert formatting.formatdate("2026-01-31") == "31/01/2026"
	assert formatting.formatdate("2026-01-31", "dd MMMM yyyy") == "31 gennaio 2026"


def test_json():
	assert values.parse_json('{"a": {"b": 1}}').a.b == 1
	assert values.parse_json([1]) == [1]
