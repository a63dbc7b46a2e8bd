import frappe
from frappe.model.document import Document

OF_THE_ADDRESS = ("token_hash", "address_made_on")


class CalendarFeed(Document):
	"""The calendar of one user: which days it holds, and the hash of the secret in its address."""

	def before_insert(self) -> None:
		"""A feed is its maker's, and has no address yet."""
		self.user = frappe.session.user
		self.token_hash = self.address_made_on = None

	def validate(self) -> None:
		"""User and address are not written by hand: see `new_address`."""
		before = self.get_doc_before_save()
		if not before:
			return
		self.user = before.user
		if not self.flags.new_address:
			for field in OF_THE_ADDRESS:
				self.set(field, before.get(field))
