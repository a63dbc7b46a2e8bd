"""Signed envelopes (.p7m, CAdES): opened only where every signature on them is right.

Checked: the digest of the content, the signature over it, and that the certificate is the one that was signed with.
Not checked: who issued the certificate and whether it was withdrawn; so the certificate is given, for a person to
look at.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asn1crypto.tsp  # noqa: F401  it makes the attribute known by which CAdES binds the certificate
from asn1crypto import cms, pem, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

LARGEST = 20_000_000  # bytes
DEEPEST = 3  # an envelope in an envelope: signed again by somebody else
MOST_SIGNERS = 20
LEAST_KEY = 1024  # bits of an RSA key: older invoices have no longer ones
# Digests that are not broken.
DIGESTS: dict[str, type[hashes.HashAlgorithm]] = {
	"sha256": hashes.SHA256,
	"sha384": hashes.SHA384,
	"sha512": hashes.SHA512,
}
# What reading a broken file of this kind ends in.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class EnvelopeError(Exception):
	"""An envelope that is not opened. `code`: too_large, not_an_envelope, no_content, no_signer, too_many, too_deep,
	algorithm, no_certificate, wrong_digest, wrong_signature, wrong_certificate; `detail`: the algorithm or signer.
	"""

	def __init__(self, code: str, detail: str = "") -> None:
		super().__init__(code, detail)
		self.code, self.detail = code, detail


@dataclass(frozen=True)
class Signer:
	"""A signature that is right: whose certificate, by whom it was issued, when it was signed by its own saying."""

	name: str
	organisation: str
	issuer: str
	serial: int
	valid_from: datetime
	valid_to: datetime
	signed_on: datetime | None

	@property
	def was_valid(self) -> bool:
		"""Whether the certificate was in force when it was used; so it counts where no time was written."""
		return self.signed_on is None or self.valid_from <= self.signed_on <= self.valid_to


@dataclass(frozen=True)
class Opened:
	"""What was inside, and who signed it; the outermost envelope's signers first."""

	content: bytes
	signers: tuple[Signer, ...]


def is_envelope(content: bytes) -> bool:
	"""Whether it looks like an envelope rather than a text: judged by its first bytes, not by its name."""
	start = content[:64].lstrip()
	return start[:1] == b"0" or start.startswith((b"-----BEGIN", b"MI"))


def unwrap(content: bytes) -> Opened:
	"""The content of an envelope, also of one in another. Raises EnvelopeError."""
	signers: list[Signer] = []
	for _depth in range(DEEPEST):
		if len(content) > LARGEST:
			raise EnvelopeError("too_large")
		try:
			content, found = _open(_binary(content))
		except _BROKEN as error:
			raise EnvelopeError("not_an_envelope") from error
		signers += found
		if not is_envelope(content):
			return Opened(content, tuple(signers))
	raise EnvelopeError("too_deep")


def _binary(content: bytes) -> bytes:
	"""The envelope as bytes: some are sent as text, base64 with or without the lines of PEM."""
	text = content.strip()
	if text.startswith(b"-----BEGIN"):
		return bytes(pem.unarmor(text)[2])
	if text[:1] == b"0":
		return content
	return base64.b64decode(b"".join(text.split()), validate=True)


def _open(content: bytes) -> tuple[bytes, list[Signer]]:
	info = cms.ContentInfo.load(content, strict=True)
	if info["content_type"].native != "signed_data":
		raise EnvelopeError("not_an_envelope")
	data = info["content"]
	infos = data["signer_infos"]
	if not 0 < len(infos) <= MOST_SIGNERS:
		raise EnvelopeError("too_many" if len(infos) else "no_signer")
	body = bytes(data["encap_content_info"]["content"])
	if not body:
		raise EnvelopeError("no_content")
	choices = data["certificates"] if data["certificates"] else ()
	certificates = [found.chosen for found in choices if isinstance(found.chosen, x509.Certificate)]
	kind = data["encap_content_info"]["content_type"].native
	return body, [_check(info, certificates, body, kind) for info in infos]


def _check(info: Any, certificates: list[Any], body: bytes, kind: str) -> Signer:
	"""The signer, once the signature is right. Raises EnvelopeError."""
	certificate = _certificate_of(info["sid"], certificates)
	name = _called(certificate.subject, "common_name")
	digest = info["digest_algorithm"]["algorithm"].native
	if digest not in DIGESTS:
		raise EnvelopeError("algorithm", str(digest))
	attributes = {row["type"].native: row["values"] for row in info["signed_attrs"] or ()}
	signed = body
	if attributes:
		if [value.native for value in attributes.get("content_type", ())] != [kind]:
			raise EnvelopeError("wrong_signature", name)
		if [value.native for value in attributes.get("message_digest", ())] != [
			hashlib.new(digest, body).digest()
		]:
			raise EnvelopeError("wrong_digest", name)
		_check_named_certificate(attributes, certificate, name)
		# What is signed is the set of attributes, in its plain form.
		signed = info["signed_attrs"].untag().dump(force=True)
	_verify(info, certificate, digest, signed, name)
	return Signer(
		name=name,
		organisation=_called(certificate.subject, "organization_name"),
		issuer=_called(certificate.issuer, "common_name") or _called(certificate.issuer, "organization_name"),
		serial=int(certificate.serial_number),
		valid_from=certificate.not_valid_before,
		valid_to=certificate.not_valid_after,
		signed_on=next((value.native for value in attributes.get("signing_time", ())), None),
	)


def _certificate_of(sid: Any, certificates: list[Any]) -> Any:
	for certificate in certificates:
		if sid.name == "subject_key_identifier":
			if certificate.key_identifier == sid.chosen.native:
				return certificate
		elif (
			certificate.issuer == sid.chosen["issuer"]
			and certificate.serial_number == sid.chosen["serial_number"].native
		):
			return certificate
	raise EnvelopeError("no_certificate")


def _check_named_certificate(attributes: dict[str, Any], certificate: Any, name: str) -> None:
	"""CAdES signs which certificate it was made with: another one for the same key is refused."""
	for value in attributes.get("signing_certificate_v2", ()):
		named = value["certs"][0]
		digest = named["hash_algorithm"]["algorithm"].native
		if digest not in DIGESTS:
			raise EnvelopeError("algorithm", str(digest))
		if hashlib.new(digest, certificate.dump()).digest() != named["cert_hash"].native:
			raise EnvelopeError("wrong_certificate", name)


def _verify(info: Any, certificate: Any, digest: str, signed: bytes, name: str) -> None:
	signature, algorithm = info["signature"].native, info["signature_algorithm"]
	way = algorithm.signature_algo
	if algorithm["algorithm"].native not in ("rsassa_pkcs1v15", "rsassa_pss"):
		digest = algorithm.hash_algo
	try:
		key = load_der_public_key(certificate.public_key.dump())
		if way == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_KEY:
			key.verify(signature, signed, padding.PKCS1v15(), DIGESTS[digest]())
		elif way == "rsassa_pss" and isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_KEY:
			digest = algorithm["parameters"]["hash_algorithm"]["algorithm"].native
			mask = algorithm["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native
			salt = algorithm["parameters"]["salt_length"].native
			key.verify(signature, signed, padding.PSS(padding.MGF1(DIGESTS[mask]()), salt), DIGESTS[digest]())
		elif way == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
			key.verify(signature, signed, ec.ECDSA(DIGESTS[digest]()))
		else:
			raise EnvelopeError("algorithm", str(way))
	except InvalidSignature as error:
		raise EnvelopeError("wrong_signature", name) from error
	except (KeyError, UnsupportedAlgorithm) as error:
		raise EnvelopeError("algorithm", f"{way} {digest}") from error


def _called(name: Any, part: str) -> str:
	found = name.native.get(part, "")
	return str(found[0] if isinstance(found, list) else found)[:140]
