"""Signed envelopes: opened when every signature is right, and never otherwise."""

import contextlib
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import p7m
from sostegno_abitare.rules.p7m import EnvelopeError

from . import invoices
from .invoices import SIGNER, as_text, envelope, identity

CONTENT = b"<fattura>Prova</fattura>"
SIGNED = envelope(CONTENT)


def indefinite(content: bytes) -> bytes:
	"""The same envelope in the streamed form, the content in pieces of unknown number."""
	pieces = b"".join(b"\x04" + bytes([len(piece)]) + piece for piece in (content[:5], content[5:]))
	whole = b"\x04" + bytes([len(content)]) + content
	at = SIGNED.index(b"\xa0" + bytes([len(whole)]) + whole)
	start = SIGNED.rindex(b"\x30", 0, at - 10)
	inner = SIGNED[start + 2 : at] + b"\xa0\x80\x24\x80" + pieces + b"\x00\x00\x00\x00\x00\x00"
	rest = SIGNED[at + 2 + len(whole) :]
	# The lengths around it are left open too.
	oid = bytes.fromhex("06092a864886f70d010702")
	data = SIGNED[SIGNED.index(b"\x02\x01\x01") : start]
	return b"\x30\x80" + oid + b"\xa0\x80\x30\x80" + data + b"\x30\x80" + inner + rest + b"\x00" * 6


class TestEnvelope(unittest.TestCase):
	def refused(self, content: bytes) -> str:
		with self.assertRaises(EnvelopeError) as caught:
			p7m.unwrap(content)
		return caught.exception.code

	def test_opened_with_its_signer_shown(self):
		opened = p7m.unwrap(SIGNED)
		[signer] = opened.signers
		self.assertEqual(opened.content, CONTENT)
		self.assertEqual((signer.name, signer.organisation, signer.issuer), (SIGNER, "Ente di Prova", SIGNER))
		self.assertTrue(signer.was_valid)

	def test_every_usual_way_to_sign(self):
		for options in (
			{"kind": "ec"},
			{"digest": "sha512"},
			{"digest": "sha384", "kind": "ec"},
			{"has_attributes": False},
			{"by_key": True},
			{"pss": True},
			{"signers": 2},
		):
			with self.subTest(options):
				self.assertEqual(p7m.unwrap(envelope(CONTENT, **options)).content, CONTENT)

	def test_text_pem_and_streamed(self):
		for written in (
			as_text(SIGNED),
			as_text(SIGNED, pem=True),
			b"\r\n" + as_text(SIGNED),
			indefinite(CONTENT),
		):
			self.assertEqual(p7m.unwrap(written).content, CONTENT)

	def test_an_envelope_in_an_envelope(self):
		opened = p7m.unwrap(envelope(SIGNED, kind="ec"))
		self.assertEqual((opened.content, len(opened.signers)), (CONTENT, 2))
		self.assertEqual(p7m.unwrap(envelope(as_text(SIGNED))).content, CONTENT)
		self.assertEqual(self.refused(envelope(envelope(envelope(SIGNED)))), "too_deep")

	def test_content_that_was_not_signed(self):
		self.assertEqual(self.refused(envelope(CONTENT, shown=CONTENT + b" ")), "wrong_digest")
		bare = envelope(CONTENT, has_attributes=False, shown=CONTENT + b" ")
		self.assertEqual(self.refused(bare), "wrong_signature")

	def test_an_inner_envelope_that_is_wrong(self):
		self.assertEqual(self.refused(envelope(envelope(CONTENT, shown=b"altro"))), "wrong_digest")

	def test_a_signature_that_is_not_right(self):
		_key, _certificate = identity()
		at = SIGNED.rindex(b"\x04\x82\x01\x00") + 10
		broken = SIGNED[:at] + bytes([SIGNED[at] ^ 1]) + SIGNED[at + 1 :]
		self.assertEqual(self.refused(broken), "wrong_signature")

	def test_another_certificate_of_the_same_name(self):
		_key, other = identity("rsa", "Altro")
		self.assertEqual(self.refused(envelope(CONTENT, named=other)), "wrong_certificate")

	def test_what_is_no_envelope_with_content_and_signer(self):
		for code, content in (
			("no_certificate", envelope(CONTENT, has_certificate=False)),
			("no_signer", envelope(CONTENT, signers=0)),
			("too_many", envelope(CONTENT, signers=21)),
			("algorithm", envelope(CONTENT, digest="sha1")),
			("not_an_envelope", SIGNED[: len(SIGNED) // 2]),
			("not_an_envelope", SIGNED + b"\x00"),
			("not_an_envelope", b""),
			("not_an_envelope", b"0" * 50),
			("not_an_envelope", b"\x30\x80" * 200_000),
			("not_an_envelope", b"-----BEGIN PKCS7-----\n???"),
			("not_an_envelope", "è solo un testo".encode()),
			("too_large", b"0" * (p7m.LARGEST + 1)),
		):
			with self.subTest(code, start=content[:20]):
				self.assertEqual(self.refused(content), code)

	@settings(max_examples=300, deadline=None)
	@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
	def test_a_changed_byte_never_brings_other_content(self, at, change):
		changed = SIGNED[:at] + bytes([SIGNED[at] ^ change]) + SIGNED[at + 1 :]
		try:
			opened = p7m.unwrap(changed)
		except EnvelopeError:
			return
		self.assertEqual(opened.content, CONTENT)

	@settings(max_examples=300, deadline=None)
	@given(st.binary(max_size=400))
	def test_whatever_comes_is_refused_by_name(self, noise):
		for content in (noise, b"\x30\x82" + noise, SIGNED[:40] + noise, noise + SIGNED):
			with contextlib.suppress(EnvelopeError):
				p7m.unwrap(content)

	def test_an_invoice_is_no_envelope(self):
		self.assertFalse(p7m.is_envelope(invoices.invoice()))
		self.assertFalse(p7m.is_envelope(b"\xef\xbb\xbf<?xml"))
		self.assertTrue(p7m.is_envelope(SIGNED) and p7m.is_envelope(as_text(SIGNED)))
