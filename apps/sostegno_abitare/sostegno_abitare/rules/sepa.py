"""Orders of payment to a bank: SEPA credit transfers as pain.001 (ISO 20022), and as the Italian CBI asks for them.

The file is made by sepaxml, which holds the standard's own schema and checks every file against it.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

from sepaxml import SepaTransfer
from sepaxml.validation import ValidationError, try_valid_xml
from text_unidecode import unidecode

ISO_2009, ISO_2019, CBI = "pain.001.001.03", "pain.001.001.09", "CBIPaymentRequest.00.04.01"
LONGEST_NAME, LONGEST_TEXT, LONGEST_ID = 70, 140, 35
# What the rulebook of the European Payments Council lets through in every country.
_FOREIGN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_CBI_SPACE = f"urn:CBI:xsd:{CBI}"


class OrderError(ValueError):
	"""An order that cannot be written. `code` is one of nothing, amount, name, identifier, schema; `row` counts
	from 0, None where it is about them all.
	"""

	def __init__(self, code: str, row: int | None = None) -> None:
		super().__init__(code, row)
		self.code, self.row = code, row


@dataclass(frozen=True)
class Payer:
	"""Who pays, and from which account; `cuc` is the code that CBI knows a company by."""

	name: str
	iban: str
	bic: str = ""
	cuc: str = ""


@dataclass(frozen=True)
class Transfer:
	"""A payment, in cents."""

	name: str
	iban: str
	cents: int
	text: str
	end_to_end: str


def letters(text: str, longest: int) -> str:
	"""A text in the letters that every bank takes: accents taken off, other signs as blanks."""
	plain = _FOREIGN.sub(" ", unidecode(text))
	return " ".join(plain.split()).lstrip("/ ")[:longest].strip()


def order(
	number: str,
	payer: Payer,
	transfers: Sequence[Transfer],
	on: date,
	made_at: datetime,
	schema: str = ISO_2009,
) -> bytes:
	"""The file of a batch called `number`, to be executed on a day. Equal orders are equal files. Raises
	OrderError.
	"""
	_check(number, transfers)
	config = {
		"name": letters(payer.name, LONGEST_NAME),
		"IBAN": payer.iban,
		"batch": True,
		"currency": "EUR",
		**({"BIC": payer.bic} if payer.bic else {}),
	}
	made = SepaTransfer(config, schema=ISO_2009 if schema == CBI else schema, clean=True)
	for transfer in transfers:
		made.add_payment(
			{
				"name": letters(transfer.name, LONGEST_NAME),
				"IBAN": transfer.iban,
				"amount": transfer.cents,
				"execution_date": on,
				"description": letters(transfer.text, LONGEST_TEXT) or number,
				"endtoend_id": transfer.end_to_end,
			}
		)
	root = ET.fromstring(made.export(validate=False))
	_number(root, number, made_at)
	if schema == CBI:
		return _written(_for_cbi(root, payer))
	content = _written(root)
	_validate(content, schema)
	return content


def _check(number: str, transfers: Sequence[Transfer]) -> None:
	if not transfers:
		raise OrderError("nothing")
	if not _is_identifier(number):
		raise OrderError("identifier")
	for row, transfer in enumerate(transfers):
		if not 0 < transfer.cents < 10**11:
			raise OrderError("amount", row)
		if not letters(transfer.name, LONGEST_NAME):
			raise OrderError("name", row)
		if not _is_identifier(transfer.end_to_end):
			raise OrderError("identifier", row)
	if len({transfer.end_to_end for transfer in transfers}) < len(transfers):
		raise OrderError("identifier")


def _is_identifier(text: str) -> bool:
	return 0 < len(text) <= LONGEST_ID and not _FOREIGN.search(text) and text == text.strip()


def _number(root: ET.Element, number: str, made_at: datetime) -> None:
	"""Our own numbers, where the library draws them by lot: what the bank names in its statement is known again."""
	for element in root.iter():
		name = element.tag.rpartition("}")[2]
		if name in ("MsgId", "PmtInfId"):
			element.text = number
		elif name == "CreDtTm":
			element.text = made_at.replace(microsecond=0, tzinfo=None).isoformat()


def _validate(content: bytes, schema: str) -> None:
	try:
		try_valid_xml(content, schema)
	except ValidationError as error:
		raise OrderError("schema") from error


def _written(root: ET.Element) -> bytes:
	"""The document with its space named once: the standard library cannot do so beside attributes without one."""
	space = root.tag[1:].partition("}")[0]
	for element in root.iter():
		element.tag = element.tag.rpartition("}")[2]
	root.set("xmlns", space)
	return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _for_cbi(root: ET.Element, payer: Payer) -> ET.Element:
	"""The same order in the words of CBI: its own root and space, the payer by its code, the bank by its ABI."""
	iso = root.tag[1:].partition("}")[0]
	[message] = list(root)
	made = deepcopy(message)
	made.tag = f"{{{iso}}}CBIPaymentRequest"
	space = {"": iso}
	party = made.find("GrpHdr/InitgPty", space)
	if party is not None:
		holder = _add(_add(_add(party, iso, "Id"), iso, "OrgId"), iso, "Othr")
		_add(holder, iso, "Id").text = payer.cuc
		_add(holder, iso, "Issr").text = "CBI"
	for block in made.findall("PmtInf", space):
		for name in ("NbOfTxs", "CtrlSum"):
			for child in block.findall(name, space):
				block.remove(child)
		bank = block.find("DbtrAgt/FinInstnId", space)
		if bank is not None:
			for child in list(bank):
				bank.remove(child)
			_add(_add(bank, iso, "ClrSysMmbId"), iso, "MmbId").text = payer.iban[5:10]
		for number, transfer in enumerate(block.findall("CdtTrfTxInf", space), 1):
			identifiers = transfer.find("PmtId", space)
			if identifiers is not None:
				first = ET.Element(f"{{{iso}}}InstrId")
				first.text = str(number)
				identifiers.insert(0, first)
	for element in made.iter():
		element.tag = element.tag.replace(iso, _CBI_SPACE)
	return made


def _add(parent: ET.Element, space: str, name: str) -> ET.Element:
	return ET.SubElement(parent, f"{{{space}}}{name}")
