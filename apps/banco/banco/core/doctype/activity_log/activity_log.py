from banco.accounts.final import FinalLog


class ActivityLog(FinalLog):
	"""A row of the Activity Log."""
