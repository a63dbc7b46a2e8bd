"""Sites that had the app before its people used the host's logs and imports."""

from sostegno_abitare.setup.logs import ensure_importers, ensure_log_readers


def execute() -> None:
	"""As on installation; rights that an administrator has set stay."""
	ensure_log_readers()
	ensure_importers()
