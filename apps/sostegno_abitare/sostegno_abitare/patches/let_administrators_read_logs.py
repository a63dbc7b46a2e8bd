"""Sites that had the app before its administrators read the host's logs."""

from sostegno_abitare.setup.logs import ensure_log_readers


def execute() -> None:
	"""As on installation; rights that an administrator has set stay."""
	ensure_log_readers()
