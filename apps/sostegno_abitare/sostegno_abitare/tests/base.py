"""The test case of the app, on whichever base class the host has."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe

try:
	from frappe.tests import IntegrationTestCase
except ImportError:  # Frappe v15
	from frappe.tests.utils import FrappeTestCase as IntegrationTestCase

from .factories import Factory


class AppTestCase(IntegrationTestCase):
	"""Every test makes what it needs and leaves nothing behind."""

	def setUp(self) -> None:
		super().setUp()
		frappe.set_user("Administrator")
		frappe.local.lang = "en"
		self.make = Factory()

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		super().tearDown()

	@contextmanager
	def as_user(self, user: str) -> Iterator[None]:
		"""Runs as another user."""
		before = frappe.session.user
		frappe.set_user(user)
		try:
			yield
		finally:
			frappe.set_user(before)

	def assertRefused(self, error: type[Exception], call: Any, *args: Any, **kwargs: Any) -> str:
		"""The call raises exactly this error; gives the message back."""
		with self.assertRaises(error) as caught:
			call(*args, **kwargs)
		self.assertIs(type(caught.exception), error)
		return str(caught.exception)

	def messages(self) -> str:
		"""The messages shown since the last call."""
		shown = " ".join(
			str(message.get("message") if isinstance(message, dict) else message)
			for message in frappe.local.message_log
		)
		frappe.local.message_log = []
		return shown
