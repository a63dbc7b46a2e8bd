"""Times of the day as people write them."""

import re

_WRITTEN = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]\d\d)?")


def minutes_of(text: str | None) -> int | None:
	"""Minutes since midnight of "9:30" or "9.30"; None for an empty text. Raises ValueError for anything else."""
	written = (text or "").strip()
	if not written:
		return None
	match = _WRITTEN.fullmatch(written)
	if not match:
		raise ValueError(written)
	return int(match[1]) * 60 + int(match[2])


def written(minutes: int) -> str:
	"""Minutes since midnight as "09:30"."""
	return f"{minutes // 60:02}:{minutes % 60:02}"
