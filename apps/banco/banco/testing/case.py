"""Test cases on a site: what a class writes is rolled back when it is done."""

import unittest

from banco.context import ADMINISTRATOR, current


class IntegrationTestCase(unittest.TestCase):
	"""A test case whose changes of the database are rolled back when the class is done.

	Each class starts from what is committed, acting as Administrator; what a test commits itself stays.
	"""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		_start_clean()
		cls.addClassCleanup(_start_clean)


FrappeTestCase = IntegrationTestCase


def _start_clean() -> None:
	from banco.public import set_user

	context = current()
	context.db.rollback()
	context.site.cache.clear()
	context.generation = context.site.cache.generation  # what is read from here on may be kept
	context.message_log.clear()
	set_user(ADMINISTRATOR)
