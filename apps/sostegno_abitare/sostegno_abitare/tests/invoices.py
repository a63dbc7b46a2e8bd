"""Electronic invoices for tests, in the public shape of FatturaPA 1.2.2, and envelopes signed with a key that is
made for the run and thrown away. Every name, code and number is invented.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

SPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
SUPPLIER, BUYER = "12345670017", "99887760017"
SIGNER = "Firmatario di Prova"


def tag(name: str, value: object) -> str:
	"""An element; nothing where there is no value."""
	return "" if value is None else f"<{name}>{escape(str(value))}</{name}>"


def body(
	number: str = "114/A",
	day: str = "2026-05-04",
	kind: str = "TD01",
	lines: Sequence[tuple[str, str]] = (("Servizio di prova", "100.00"),),
	rate: str = "22.00",
	vat: str = "22.00",
	net: str = "100.00",
	total: str | None = "122.00",
	cup: str | None = None,
	cig: str | None = None,
	currency: str = "EUR",
	iban: str | None = "IT60X0542811101000000123456",
	extra: str = "",
	credited: str | None = None,
) -> str:
	"""One body."""
	codes = tag("IdDocumento", "ORD-1") + tag("CodiceCUP", cup) + tag("CodiceCIG", cig)
	rows = "".join(
		f"<DettaglioLinee><NumeroLinea>{index}</NumeroLinea>{tag('Descrizione', text)}<Quantita>1.00</Quantita>"
		f"{tag('PrezzoUnitario', amount)}{tag('PrezzoTotale', amount)}{tag('AliquotaIVA', rate)}</DettaglioLinee>"
		for index, (text, amount) in enumerate(lines, 1)
	)
	return (
		"<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>"
		f"{tag('TipoDocumento', kind)}{tag('Divisa', currency)}{tag('Data', day)}{tag('Numero', number)}{extra}"
		f"{tag('ImportoTotaleDocumento', total)}<Causale>Prova inventata</Causale></DatiGeneraliDocumento>"
		+ (f"<DatiContratto>{codes}</DatiContratto>" if cup or cig else "")
		+ (f"<DatiFattureCollegate>{tag('IdDocumento', credited)}</DatiFattureCollegate>" if credited else "")
		+ f"</DatiGenerali><DatiBeniServizi>{rows}<DatiRiepilogo>{tag('AliquotaIVA', rate)}"
		f"{tag('ImponibileImporto', net)}{tag('Imposta', vat)}<EsigibilitaIVA>I</EsigibilitaIVA></DatiRiepilogo>"
		"</DatiBeniServizi><DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento>"
		"<ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-06-03</DataScadenzaPagamento>"
		f"{tag('ImportoPagamento', total or net)}{tag('IBAN', iban)}</DettaglioPagamento></DatiPagamento>"
		"</FatturaElettronicaBody>"
	)


def invoice(
	*bodies: str,
	supplier: str = SUPPLIER,
	country: str = "IT",
	name: str = "Fornitore di Prova Srl",
	encoding: str = "utf-8",
	space: str = SPACE,
	root: str = "FatturaElettronica",
	prologue: str = "",
	**values: Any,
) -> bytes:
	"""A file: with one body of those values, or with the bodies given."""
	text = (
		f'<?xml version="1.0" encoding="{encoding}"?>{prologue}'
		f'<p:{root} versione="FPR12" xmlns:p="{space}"><FatturaElettronicaHeader>'
		"<DatiTrasmissione><FormatoTrasmissione>FPR12</FormatoTrasmissione></DatiTrasmissione>"
		f"<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA>{tag('IdPaese', country)}{tag('IdCodice', supplier)}"
		f"</IdFiscaleIVA><Anagrafica>{tag('Denominazione', name)}</Anagrafica></DatiAnagrafici></CedentePrestatore>"
		"<CessionarioCommittente><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese>"
		f"{tag('IdCodice', BUYER)}</IdFiscaleIVA><Anagrafica><Denominazione>Cooperativa di Prova</Denominazione>"
		"</Anagrafica></DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader>"
		f"{''.join(bodies or (body(**values),))}</p:{root}>"
	)
	return text.encode(encoding)


def many_lines(count: int, **values: Any) -> bytes:
	"""An invoice with so many lines of ten euros."""
	net = count * 10
	rows = [(f"Voce di prova numero {index}", "10.00") for index in range(count)]
	return invoice(
		lines=rows,
		net=f"{net:.2f}",
		vat=f"{net * 0.22:.2f}",
		total=f"{net * 1.22:.2f}",
		**values,
	)


@cache
def identity(kind: str = "rsa", name: str = SIGNER) -> tuple[Any, bytes]:
	"""A key and its certificate, good for two days."""
	key: Any = (
		ec.generate_private_key(ec.SECP256R1())
		if kind == "ec"
		else rsa.generate_private_key(public_exponent=65537, key_size=2048)
	)
	called = x509.Name(
		[
			x509.NameAttribute(NameOID.COMMON_NAME, name),
			x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ente di Prova"),
		]
	)
	now = datetime.now(timezone.utc)
	certificate = (
		x509.CertificateBuilder()
		.subject_name(called)
		.issuer_name(called)
		.public_key(key.public_key())
		.serial_number(x509.random_serial_number())
		.not_valid_before(now - timedelta(days=1))
		.not_valid_after(now + timedelta(days=1))
		.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
		.sign(key, hashes.SHA256())
	)
	return key, certificate.public_bytes(serialization.Encoding.DER)


def envelope(
	content: bytes,
	kind: str = "rsa",
	digest: str = "sha256",
	has_attributes: bool = True,
	by_key: bool = False,
	pss: bool = False,
	named: bytes | None = None,
	shown: bytes | None = None,
	has_certificate: bool = True,
	signers: int = 1,
) -> bytes:
	"""A CAdES envelope. `shown`: the content put in instead of the one that was signed; `named`: the certificate that
	the signature names instead of its own.
	"""
	key, certificate = identity(kind)
	parsed = asn1_x509.Certificate.load(certificate)
	sid = (
		cms.SignerIdentifier("subject_key_identifier", parsed.key_identifier)
		if by_key
		else cms.SignerIdentifier(
			"issuer_and_serial_number",
			cms.IssuerAndSerialNumber({"issuer": parsed.issuer, "serial_number": parsed.serial_number}),
		)
	)
	attributes = _attributes(content, digest, named or certificate)
	signed = attributes.dump() if has_attributes else content
	algorithm, signature = _signature(key, digest, signed, pss)
	info: dict[str, Any] = {
		"version": "v3" if by_key else "v1",
		"sid": sid,
		"digest_algorithm": algos.DigestAlgorithm({"algorithm": digest}),
		"signature_algorithm": algorithm,
		"signature": signature,
	}
	if has_attributes:
		info["signed_attrs"] = attributes
	data: dict[str, Any] = {
		"version": "v1",
		"digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest})],
		"encap_content_info": {"content_type": "data", "content": shown if shown is not None else content},
		"signer_infos": [info] * signers,
	}
	if has_certificate:
		data["certificates"] = [parsed]
	return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def _attributes(content: bytes, digest: str, certificate: bytes) -> Any:
	def attribute(kind: str, value: Any) -> Any:
		return cms.CMSAttribute({"type": kind, "values": [value]})

	return cms.CMSAttributes(
		[
			attribute("content_type", "data"),
			attribute("message_digest", hashlib.new(digest, content).digest()),
			attribute("signing_time", cms.Time("utc_time", core.UTCTime(datetime.now(timezone.utc)))),
			attribute(
				"signing_certificate_v2",
				tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate).digest()}]}),
			),
		]
	)


def _signature(key: Any, digest: str, signed: bytes, pss: bool) -> tuple[Any, bytes]:
	method: Any = getattr(hashes, digest.upper())()
	if isinstance(key, ec.EllipticCurvePrivateKey):
		algorithm = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
		return algorithm, key.sign(signed, ec.ECDSA(method))
	if pss:
		parameters = algos.RSASSAPSSParams(
			{
				"hash_algorithm": {"algorithm": digest},
				"mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
				"salt_length": 32,
			}
		)
		algorithm = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
		return algorithm, key.sign(signed, padding.PSS(padding.MGF1(method), 32), method)
	algorithm = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"})
	return algorithm, key.sign(signed, padding.PKCS1v15(), method)


def as_text(envelope_bytes: bytes, pem: bool = False) -> bytes:
	"""The same in base64, as some exchanges hand it out."""
	text = base64.encodebytes(envelope_bytes)
	return b"-----BEGIN PKCS7-----\n" + text + b"-----END PKCS7-----\n" if pem else text
