"""Nothing is added to the message: it names the case by its code alone, since e-mail is no place for more."""


def get_context(context: dict) -> None:
	"""What a host asks of the module of a standard notification."""
