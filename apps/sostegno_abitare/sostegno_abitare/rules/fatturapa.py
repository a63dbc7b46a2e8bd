"""Electronic invoices of the Italian tax agency (FatturaPA 1.2), read into plain values.

A file may hold several invoices of one supplier, each a body of its own. What is read is what an expense needs;
the file itself is kept by whoever asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from . import safe_xml
from .money import cents

LARGEST = 10_000_000  # bytes; the exchange of the tax agency takes half as much
MOST_BODIES, MOST_LINES = 500, 20_000
ROOT = "FatturaElettronica"
SPACES = (
	"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1",
	"http://www.fatturapa.gov.it/sdi/fatturapa/v1",
)
CREDIT_NOTES = ("TD04", "TD08")
SELF_BILLED = ("TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD27", "TD28", "TD29")
BESIDE = 10_000  # cents by which a total may differ from its summary: stamp duty, rounding
_AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,8})?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?")


class InvoiceError(ValueError):
	"""A file that is no invoice we read. `code` says why, `place` where: an element, with the number of its body where
	there are several; `value` what stands there.

	Codes: those of safe_xml.UnsafeXmlError; wrong_root, simplified, no_body, too_many, missing, not_a_date,
	not_an_amount, not_a_code, currency, no_lines, nothing, totals.
	"""

	def __init__(self, code: str, place: str = "", value: str = "") -> None:
		super().__init__(code, place, value)
		self.code, self.place, self.value = code, place, value


@dataclass(frozen=True)
class Party:
	"""Who bills or is billed. `vat_id` has its country unless that is Italy."""

	name: str
	vat_id: str
	fiscal_code: str
	is_person: bool

	@property
	def tax_id(self) -> str:
		"""The VAT number, else the codice fiscale."""
		return self.vat_id or self.fiscal_code


@dataclass(frozen=True)
class Line:
	"""A line as it is written; prices have up to eight decimals."""

	number: int
	description: str
	quantity: Decimal | None
	unit: str
	unit_price: Decimal
	amount: Decimal
	vat_rate: Decimal
	nature: str
	period_from: date | None
	period_to: date | None


@dataclass(frozen=True)
class VatSummary:
	"""What of one rate, in cents. `is_split`: the VAT is paid to the treasury, not to the supplier."""

	rate: Decimal
	nature: str
	net: int
	vat: int
	is_split: bool


@dataclass(frozen=True)
class Due:
	"""When and where the supplier asks to be paid, in cents."""

	method: str
	due_date: date | None
	cents: int
	iban: str


@dataclass(frozen=True)
class Invoice:
	"""One invoice or credit note. Amounts are cents, never below nothing: what a credit note gives back is positive."""

	document_type: str
	number: str
	day: date
	supplier: Party
	buyer: Party
	lines: tuple[Line, ...]
	summary: tuple[VatSummary, ...]
	total: int
	withholding: int
	cups: tuple[str, ...]
	cigs: tuple[str, ...]
	dues: tuple[Due, ...]
	subject: str
	credited_numbers: tuple[str, ...]
	body: int = 1

	@property
	def is_credit_note(self) -> bool:
		"""Whether it gives back."""
		return self.document_type in CREDIT_NOTES

	@property
	def net(self) -> int:
		"""Without VAT."""
		return sum(row.net for row in self.summary)

	@property
	def vat(self) -> int:
		"""VAT of every rate."""
		return sum(row.vat for row in self.summary)

	@property
	def other(self) -> int:
		"""What the total holds beside: stamp duty, rounding."""
		return self.total - self.net - self.vat


def read(content: bytes) -> list[Invoice]:
	"""The invoices of a file, in their order. Raises InvoiceError."""
	try:
		root = safe_xml.parse(content, LARGEST)
	except safe_xml.UnsafeXmlError as error:
		raise InvoiceError(error.code, error.place) from error
	_check_root(root)
	header = _Node(root).one("FatturaElettronicaHeader")
	supplier = _party(header.one("CedentePrestatore"))
	buyer = _party(header.one("CessionarioCommittente"))
	bodies = _Node(root).every("FatturaElettronicaBody")
	if not bodies:
		raise InvoiceError("no_body", "FatturaElettronicaBody")
	if len(bodies) > MOST_BODIES:
		raise InvoiceError("too_many", "FatturaElettronicaBody", str(len(bodies)))
	return [
		_invoice(body.named(f"[{index}]" if len(bodies) > 1 else ""), supplier, buyer, index)
		for index, body in enumerate(bodies, 1)
	]


def _check_root(root: Element) -> None:
	name, space = safe_xml.local(root), str(root.tag).rpartition("}")[0].lstrip("{")
	if name == "FatturaElettronicaSemplificata":
		raise InvoiceError("simplified", name)
	if name != ROOT or not space.startswith(SPACES):
		raise InvoiceError("wrong_root", name[:60])


class _Node:
	"""An element with the path that leads to it, its children by name."""

	def __init__(self, element: Element, path: str = "") -> None:
		self.element, self.path = element, path
		self.children: dict[str, list[Element]] = {}
		for child in element:
			self.children.setdefault(safe_xml.local(child), []).append(child)

	def named(self, suffix: str) -> "_Node":
		self.path += suffix
		return self

	def at(self, name: str) -> str:
		return f"{self.path}/{name}" if self.path else name

	def one(self, *names: str) -> "_Node":
		"""The first child of that name, and so on down. Raises InvoiceError (missing)."""
		node = self
		for name in names:
			found = node.children.get(name)
			if not found:
				raise InvoiceError("missing", node.at(name))
			node = _Node(found[0], node.at(name))
		return node

	def every(self, name: str) -> list["_Node"]:
		return [_Node(child, self.at(name)) for child in self.children.get(name, [])]

	def deep(self, name: str, *rest: str) -> Iterator["_Node"]:
		for child in self.every(name):
			if rest:
				yield from child.deep(rest[0], *rest[1:])
			else:
				yield child

	def text(self, name: str, most: int = 1000) -> str:
		"""The text of a child, blanks tidied; empty where there is none."""
		found = self.children.get(name)
		return " ".join((found[0].text or "").split())[:most] if found else ""

	def needed(self, name: str) -> str:
		"""Raises InvoiceError (missing) for an empty one."""
		found = self.text(name)
		if not found:
			raise InvoiceError("missing", self.at(name))
		return found

	def amount(self, name: str, usual: Decimal | None = None) -> Decimal:
		"""A number with a point before the decimals. Raises InvoiceError."""
		found = self.text(name)
		if not found and usual is not None:
			return usual
		if not _AMOUNT.fullmatch(found):
			raise InvoiceError("not_an_amount" if found else "missing", self.at(name), found[:40])
		return Decimal(found)

	def day(self, name: str) -> date | None:
		"""A date; None where there is none. Raises InvoiceError."""
		found = self.text(name)
		if not found:
			return None
		match = _DAY.fullmatch(found)
		try:
			return date.fromisoformat(match[1] if match else found)
		except ValueError as error:
			raise InvoiceError("not_a_date", self.at(name), found[:40]) from error


NOTHING = Decimal(0)


def _party(node: _Node) -> Party:
	data = node.one("DatiAnagrafici")
	vat_id = ""
	for found in data.every("IdFiscaleIVA"):
		country, code = found.needed("IdPaese").upper(), found.needed("IdCodice").upper()
		vat_id = code if country == "IT" else country + code.removeprefix(country)
	name = data.one("Anagrafica")
	company = name.text("Denominazione", 140)
	person = " ".join(filter(None, (name.text("Nome"), name.text("Cognome"))))[:140]
	if not company and not person:
		raise InvoiceError("missing", name.at("Denominazione"))
	fiscal_code = data.text("CodiceFiscale").upper()
	if not vat_id and not fiscal_code:
		raise InvoiceError("missing", data.at("CodiceFiscale"))
	return Party(company or person, vat_id, fiscal_code, not company)


def _invoice(body: _Node, supplier: Party, buyer: Party, index: int) -> Invoice:
	general = body.one("DatiGenerali")
	document = general.one("DatiGeneraliDocumento")
	kind = document.needed("TipoDocumento")
	if not re.fullmatch(r"TD\d{2}", kind):
		raise InvoiceError("not_a_code", document.at("TipoDocumento"), kind[:40])
	currency = document.text("Divisa") or "EUR"
	if currency != "EUR":
		raise InvoiceError("currency", document.at("Divisa"), currency[:40])
	day = document.day("Data")
	if day is None:
		raise InvoiceError("missing", document.at("Data"))
	goods = body.one("DatiBeniServizi")
	lines = tuple(map(_line, goods.every("DettaglioLinee")))
	if not lines:
		raise InvoiceError("no_lines", goods.at("DettaglioLinee"))
	if len(lines) > MOST_LINES:
		raise InvoiceError("too_many", goods.at("DettaglioLinee"), str(len(lines)))
	summary, total = _sums(document, goods, kind in CREDIT_NOTES)
	references = [
		reference
		for name in (
			"DatiOrdineAcquisto",
			"DatiContratto",
			"DatiConvenzione",
			"DatiRicezione",
			"DatiFattureCollegate",
		)
		for reference in general.every(name)
	]
	return Invoice(
		document_type=kind,
		number=document.needed("Numero"),
		day=day,
		supplier=supplier,
		buyer=buyer,
		lines=lines,
		summary=summary,
		total=total,
		withholding=sum(
			cents(abs(row.amount("ImportoRitenuta", NOTHING))) for row in document.every("DatiRitenuta")
		),
		cups=_codes(references, "CodiceCUP"),
		cigs=_codes(references, "CodiceCIG"),
		dues=tuple(map(_due, body.deep("DatiPagamento", "DettaglioPagamento"))),
		subject=" ".join(found.element.text or "" for found in document.every("Causale"))[:1000].strip(),
		credited_numbers=_codes(general.every("DatiFattureCollegate"), "IdDocumento"),
		body=index,
	)


def _line(node: _Node) -> Line:
	number = node.text("NumeroLinea")
	return Line(
		number=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0,
		description=node.text("Descrizione"),
		quantity=node.amount("Quantita") if node.text("Quantita") else None,
		unit=node.text("UnitaMisura", 20),
		unit_price=node.amount("PrezzoUnitario", NOTHING),
		amount=node.amount("PrezzoTotale"),
		vat_rate=node.amount("AliquotaIVA", NOTHING),
		nature=node.text("Natura", 10),
		period_from=node.day("DataInizioPeriodo"),
		period_to=node.day("DataFinePeriodo"),
	)


def _sums(document: _Node, goods: _Node, is_credit: bool) -> tuple[tuple[VatSummary, ...], int]:
	"""The VAT summary and the total, which agree but for what stands beside them. Some write credit notes with
	amounts below nothing: they are turned round. Raises InvoiceError.
	"""
	rows = [
		(row, cents(row.amount("ImponibileImporto")), cents(row.amount("Imposta")))
		for row in goods.every("DatiRiepilogo")
	]
	if not rows:
		raise InvoiceError("missing", goods.at("DatiRiepilogo"))
	summed = sum(net + vat for _row, net, vat in rows)
	total = cents(document.amount("ImportoTotaleDocumento", Decimal(summed) / 100))
	sign = -1 if is_credit and summed < 0 else 1
	summed, total = sign * summed, abs(total) if is_credit else total
	if abs(total - summed) > BESIDE:
		raise InvoiceError(
			"totals", document.at("ImportoTotaleDocumento"), f"{total / 100:.2f} / {summed / 100:.2f}"
		)
	if (
		total <= 0
		or min(sign * sum(net for _row, net, _vat in rows), sign * sum(vat for *_row, vat in rows)) < 0
	):
		raise InvoiceError("nothing", document.at("ImportoTotaleDocumento"), f"{total / 100:.2f}")
	return (
		tuple(
			VatSummary(
				row.amount("AliquotaIVA", NOTHING),
				row.text("Natura", 10),
				sign * net,
				sign * vat,
				row.text("EsigibilitaIVA") == "S",
			)
			for row, net, vat in rows
		),
		total,
	)


def _due(node: _Node) -> Due:
	return Due(
		method=node.text("ModalitaPagamento", 10),
		due_date=node.day("DataScadenzaPagamento"),
		cents=cents(node.amount("ImportoPagamento", NOTHING)),
		iban=node.text("IBAN", 40).replace(" ", "").upper(),
	)


def _codes(nodes: list[_Node], name: str) -> tuple[str, ...]:
	"""The codes that references name, each once."""
	return tuple(dict.fromkeys(code for node in nodes if (code := node.text(name, 40))))
