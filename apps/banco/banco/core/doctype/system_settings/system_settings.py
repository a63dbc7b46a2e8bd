"""Settings of the site."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from banco.context import current
from banco.document import Document
from banco.messages import throw
from banco.passwords import SHORTEST_PASSWORD
from banco.translate import _


class SystemSettings(Document):
	"""The one document of settings."""

	def validate(self) -> None:
		self.validate_time_zone()
		self.validate_session_expiry()
		if self.minimum_password_length is not None and int(self.minimum_password_length) < SHORTEST_PASSWORD:
			throw(_("Minimum Password Length: at least {0}").format(SHORTEST_PASSWORD))

	def on_update(self) -> None:
		# The time zone and the rule of rounding are remembered for the length of a context.
		current().memo.clear()

	def validate_time_zone(self) -> None:
		try:
			ZoneInfo(str(self.time_zone))
		except (ZoneInfoNotFoundError, ValueError, OSError):
			throw(_("Time Zone: {0} is not known, write it as Europe/Rome").format(str(self.time_zone)[:50]))

	def validate_session_expiry(self) -> None:
		if self.session_expiry and not re.fullmatch(r"\d{1,3}:[0-5]\d", self.session_expiry):
			throw(_("Session Expiry must be hours and minutes, as 08:00"))
