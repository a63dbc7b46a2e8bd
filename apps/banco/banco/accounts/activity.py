"""The Activity Log: logins, and what changed in how somebody may log in."""

from banco.accounts.final import keep
from banco.context import current


def note(user: str | None, operation: str, subject: str, status: str = "Success") -> None:
	"""Write a row about `user`'s account, from the address of the request at hand.

	`user` is None when nobody of that name exists; what was typed as a name is not kept then: people type
	their password there.
	"""
	address = getattr(current().request, "remote_addr", None)
	keep("Activity Log", operation=operation, subject=subject, status=status, user=user, ip_address=address)
