"""Vouchers of a quarter as data, entered by finance over HTTP: what each says, who bears it, how it was paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sostegno_abitare.tests import invoices
from support.cases import token
from support.client import Client
from support.quarter import CUP, PLACES, Service

CENT = Decimal("0.01")
SUPPLIER = "12345670017"  # invented, with its check digit
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Voucher:
	"""One voucher, in euros. `parts`: (budget row, share, percentage); of another funder the row is its name."""

	number: str
	parts: tuple[tuple[str, str, str], ...]
	net: str
	vat: str = "0"
	day: date = date(2025, 9, 10)
	paid: date | None = date(2025, 9, 25)
	municipality: str | None = None
	recoverable: bool = False
	kind: str = "Supplier"
	voucher_kind: str = "Invoice"
	credit_of: str | None = None
	description: str = "Spesa di prova"
	method: str = "Bank Transfer"

	@property
	def total(self) -> Decimal:
		return Decimal(self.net) + Decimal(self.vat)

	@property
	def base(self) -> Decimal:
		"""What may be reported: VAT that can be recovered is no cost (R1)."""
		return Decimal(self.net) if self.recoverable else self.total

	def borne(self) -> list[tuple[str, str, Decimal]]:
		"""(row, share, euros) of each part: percentages of running sums, so that the cents add up."""
		found, done, upto = [], Decimal(0), Decimal(0)
		for row, share, percent in self.parts:
			upto += Decimal(percent)
			now = (self.base * upto / 100).quantize(CENT, ROUND_HALF_UP)
			found.append((row, share, now - done))
			done = now
		return found

	@property
	def public(self) -> Decimal:
		"""What the authority is asked for; less than nothing for a credit note."""
		sign = -1 if self.voucher_kind == "Credit Note" else 1
		return sum((amount for _row, share, amount in self.borne() if share == "Public"), Decimal(0)) * sign

	@property
	def reported(self) -> Decimal:
		"""What is laid on the agreement, co-participation included."""
		return sum((amount for _row, share, amount in self.borne() if share != "Other Funder"), Decimal(0))


def on(row: str, share: str = "Public") -> tuple[tuple[str, str, str], ...]:
	"""One row bears the whole."""
	return ((row, share, "100"),)


def _of(base: str, index: int, step: str = "7.33") -> tuple[str, str]:
	"""Net and VAT at 22 per cent, different each time."""
	net = Decimal(base) + Decimal(step) * index
	return str(net), str((net * Decimal("0.22")).quantize(CENT, ROUND_HALF_UP))


def ordinary() -> Iterable[Voucher]:
	"""Twenty-seven vouchers that are in order."""
	for index in range(10):
		net, vat = _of("120.45", index)
		day = date(2025, 9, 3) + timedelta(8 * index)
		yield Voucher(
			f"MAN/{index}", on("L1-MAN-01"), net, vat, day, day + timedelta(6), PLACES[index % len(PLACES)]
		)
	for index in range(6):
		day = date(2025, 9, 5) + timedelta(14 * index)
		yield Voucher(f"ASS/{index}", on("L1-SER-01"), _of("88.10", index)[0], "0", day, day + timedelta(3))
	for index in range(3):
		yield Voucher(f"STA/{index}", on("L4-PRO-01"), *_of("210.00", index), date(2025, 10, 2))
	yield Voucher(
		"STA/3", (("L4-PRO-01", "Public", "60"), ("Fondazione di prova", "Other Funder", "40")), "333.33"
	)
	for index in range(2):
		yield Voucher(f"MED/{index}", on("L2-SER-01"), "300.00", "0", date(2025, 10, 9), date(2025, 11, 3))
	thirds = (
		("L2-SER-01", "Public", "33.34"),
		("L4-SER-01", "Public", "33.33"),
		("L5-SER-01", "Public", "33.33"),
	)
	yield Voucher("MED/2", thirds, "100.01", "0", date(2025, 10, 9), date(2025, 11, 3))
	yield Voucher("GEN/0", on("L1-IND-01"), "415.90", "0", kind="Overhead")
	yield Voucher("REC/0", on("L4-SER-01"), "500.00", "110.00", recoverable=True)
	yield Voucher(
		"STANZA/2025",
		on("L2-CP-01", "Partner Cash"),
		"500.00",
		kind="Overhead",
		voucher_kind="Receipt",
		municipality="Pontedera",
		description="Stanza 1: rimborso spese all'Unione per il 2025",
	)
	yield Voucher("MAN/0-NC", on("L1-MAN-01"), "20.00", "4.40", credit_of="MAN/0", voucher_kind="Credit Note")


def upload(client: Client, doctype: str, name: str, file_name: str, content: bytes = PDF) -> str:
	"""A private file of a document; gives its address."""
	reply = client.check(
		client.http.post(
			"/api/method/upload_file",
			data={"doctype": doctype, "docname": name, "is_private": "1"},
			files={"file": (file_name, content)},
		)
	)
	return str(reply.json()["message"]["file_url"])


class Till:
	"""Who enters the vouchers of a service, and the expenses they became, by number."""

	def __init__(self, service: Service) -> None:
		self.service, self.client = service, service.finance
		self.expenses: dict[str, str] = {}

	def enter(self, voucher: Voucher) -> str:
		"""A draft with its voucher attached."""
		made = self.client.insert(
			"Expense",
			agreement=self.service.code,
			kind=voucher.kind,
			voucher_kind=voucher.voucher_kind,
			supplier_name="Fornitore di Prova Srl",
			supplier_tax_id=SUPPLIER,
			number=f"{self.service.code} {voucher.number}",
			voucher_date=str(voucher.day),
			description=voucher.description,
			net_amount=float(voucher.net),
			vat_amount=float(voucher.vat),
			vat_recoverable=int(voucher.recoverable),
			municipality=voucher.municipality,
			credit_of=self.expenses.get(voucher.credit_of or ""),
			allocations=[self.part(*part) for part in voucher.parts],
		)
		self.expenses[voucher.number] = made["name"]
		return str(made["name"])

	def part(self, row: str, share: str, percent: str) -> dict[str, Any]:
		other = share == "Other Funder"
		return {
			"share": share,
			"percent": float(percent),
			"budget_row": None if other else self.service.row(row),
			"other_funder": row if other else None,
		}

	def allocate(self, voucher: Voucher) -> str:
		"""Entered, and laid on its rows."""
		name = self.enter(voucher)
		self.client.act("Expense", name, "Allocate")
		return name

	def pay(self, name: str, voucher: Voucher) -> None:
		"""The transfer and its proof."""
		proof = upload(self.client, "Expense", name, f"bonifico-{name}.pdf")
		row = {
			"paid_on": str(voucher.paid),
			"amount": float(voucher.total),
			"method": voucher.method,
			"proof": proof,
		}
		self.client.update("Expense", name, payments=[row])

	def annul(self, name: str, voucher: Voucher) -> None:
		"""The voucher and the note written on it (R20)."""
		self.client.update(
			"Expense",
			name,
			voucher_file=upload(self.client, "Expense", name, f"giustificativo-{name}.pdf"),
			annulled_on=str(voucher.paid),
			annulment_text=f"CUP {CUP} - Housing sociale - spesa rendicontata per {voucher.reported:.2f} euro",
		)

	def adopt(self, voucher: Voucher, name: str) -> str:
		"""A draft read from an electronic invoice, laid on its rows."""
		self.expenses[voucher.number] = name
		self.client.update("Expense", name, allocations=[self.part(*part) for part in voucher.parts])
		self.client.act("Expense", name, "Allocate")
		return name

	def complete(self, voucher: Voucher, name: str | None = None) -> str:
		"""Entered and allocated (unless it is), annulled, paid (a credit note: paid back), complete."""
		name = name or self.allocate(voucher)
		self.annul(name, voucher)
		self.pay(name, voucher)
		self.client.act("Expense", name, "Complete")
		return name


ELECTRONIC = tuple(
	Voucher(
		f"FPA/{index}",
		on(("L1-MAN-01", "L2-SER-01", "L4-PRO-01", "L5-SER-01")[index % 4]),
		*_of("64.20", index, "11.11"),
		date(2025, 9, 15) + timedelta(7 * index),
		date(2025, 9, 29) + timedelta(7 * index),
	)
	for index in range(8)
)


def as_invoice(voucher: Voucher, code: str) -> bytes:
	"""The voucher as the supplier sends it, in the shape of FatturaPA; every other one is signed."""
	content = invoices.invoice(
		number=f"{code} {voucher.number}",
		day=str(voucher.day),
		lines=(("Manutenzione di prova", voucher.net),),
		net=voucher.net,
		vat=voucher.vat,
		total=str(voucher.total),
		cup=CUP,
	)
	return invoices.envelope(content) if int(voucher.number[-1]) % 2 else content


def read_invoices(client: Client, code: str, *chosen: Voucher) -> list[dict[str, Any]]:
	"""The files sent, and read into drafts: one result for each file."""
	sent = []
	for voucher in chosen:
		content = as_invoice(voucher, code)
		name = f"IT12345670017_{token()}.xml" + (".p7m" if content[:1] == b"\x30" else "")
		reply = client.check(
			client.http.post(
				"/api/method/upload_file", data={"is_private": "1"}, files={"file": (name, content)}
			)
		)
		sent.append(reply.json()["message"]["name"])
	method = "sostegno_abitare.accountability.invoices.read_files"
	return list(client.call(method, files=sent, agreement=code))
