"""Codice fiscale: check digit, omocodia, provisional codes, and what the code says of its bearer (R55)."""

from dataclasses import dataclass
from datetime import date

from codicefiscale import codicefiscale as reader
from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale as checker
from stdnum.it import iva

# Two people with the same code get one with digits written as letters: these places, these letters.
_DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)
_AS_DIGITS = str.maketrans("LMNPQRSTUV", "0123456789")


class InvalidFiscalCodeError(ValueError):
	"""Wrong length, characters or check digit."""


@dataclass(frozen=True)
class Reading:
	"""What a valid code tells. A provisional one (eleven digits) tells nothing; `place_*` are empty where the
	place is unknown on that date.
	"""

	code: str
	provisional: bool = False
	omocodia: bool = False
	birth_date: date | None = None
	sex: str | None = None
	place_code: str | None = None
	place_name: str | None = None


def read(code: str) -> Reading:
	"""Reads a personal code. Raises InvalidFiscalCodeError."""
	code = "".join(code.split()).upper()
	try:
		checker.validate(code)
	except ValidationError as error:
		raise InvalidFiscalCodeError(code) from error
	if len(code) == 11:
		return Reading(code, provisional=True)
	plain = "".join(
		char.translate(_AS_DIGITS) if at in _DIGIT_PLACES else char for at, char in enumerate(code)
	)
	sex = "Male" if checker.get_gender(plain) == "M" else "Female"
	place_code, place_name = _place(code)
	return Reading(code, False, plain != code, _birth_date(plain), sex, place_code, place_name)


def is_tax_id(code: str) -> bool:
	"""Whether it is the tax id of a body: eleven digits with their check digit, or a personal code."""
	return iva.is_valid(code) or checker.is_valid(code)


def disagreements(
	reading: Reading, birth_date: date | None, sex: str | None, place_code: str | None
) -> list[str]:
	"""Which of birth_date, sex, birth_place_code contradict the code. The century is not in the code, so
	years agree by their last two digits.
	"""
	found = []
	if birth_date and reading.birth_date and _in_code(birth_date) != _in_code(reading.birth_date):
		found.append("birth_date")
	if sex and reading.sex and sex != reading.sex:
		found.append("sex")
	if place_code and reading.place_code and place_code.upper() != reading.place_code:
		found.append("birth_place_code")
	return found


def _in_code(day: date) -> tuple[int, int, int]:
	return day.year % 100, day.month, day.day


def _birth_date(code: str) -> date:
	day = checker.get_birth_date(code)
	return day.replace(year=day.year - 100) if day > date.today() else day


def _place(code: str) -> tuple[str | None, str | None]:
	try:
		place = reader.decode(code)["birthplace"]
	except ValueError:
		return None, None
	return (place["code"], place["name"]) if place else (None, None)
