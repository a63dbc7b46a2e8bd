"""Nothing is added to the message: what was decided and measured is read in the system."""


def get_context(context: dict) -> None:
	"""What a host asks of the module of a standard notification."""
