from banco.accounts.final import FinalLog


class AccessLog(FinalLog):
	"""A row of the Access Log."""
