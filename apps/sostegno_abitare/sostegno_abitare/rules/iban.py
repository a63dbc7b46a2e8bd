"""IBAN: tidied and checked by country, length and check digits (ISO 13616)."""

from stdnum import iban


class InvalidIbanError(ValueError):
	"""Unknown country, wrong length or wrong check digits."""


def tidy(code: str) -> str:
	"""The code in capitals without blanks. Raises InvalidIbanError."""
	plain = "".join(code.split()).upper()
	if not iban.is_valid(plain):
		raise InvalidIbanError(plain)
	return plain
