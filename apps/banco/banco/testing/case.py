"""Test cases on a site: what a class writes is rolled back when it is done."""

from __future__ import annotations

import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.dates import get_datetime


class UnitTestCase(unittest.TestCase):
	"""A test case with the helpers that need no database changes undone."""

	@contextmanager
	def set_user(self, user: str) -> Iterator[None]:
		"""Act as another user inside the block."""
		from banco.public import set_user

		former = current().user
		try:
			set_user(user)
			yield
		finally:
			set_user(former)

	@contextmanager
	def freeze_time(
		self, time_to_freeze: Any, is_utc: bool = False, *_args: Any, **_kwargs: Any
	) -> Iterator[None]:
		"""Let the site's clock stand at a moment (in the site's time zone, or in UTC) inside the block."""
		from banco.dates import convert_utc_to_system_timezone

		moment = get_datetime(time_to_freeze)
		if is_utc:
			moment = convert_utc_to_system_timezone(moment).replace(tzinfo=None)
		flags = current().flags
		former, flags.frozen_time = flags.frozen_time, moment
		try:
			yield
		finally:
			flags.frozen_time = former

	@contextmanager
	def change_settings(
		self,
		doctype: str,
		settings_dict: dict[str, Any] | None = None,
		/,
		commit: bool = False,
		**settings: Any,
	) -> Iterator[None]:
		"""Other values in a document of settings inside the block."""
		with change_settings(doctype, settings_dict, commit=commit, **settings):
			yield


class IntegrationTestCase(UnitTestCase):
	"""A test case whose changes of the database are rolled back when the class is done.

	Each class starts from what is committed, acting as Administrator; what a test commits itself stays.
	"""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		_start_clean()
		cls.addClassCleanup(_start_clean)


FrappeTestCase = IntegrationTestCase


@contextmanager
def change_settings(
	doctype: str, settings_dict: dict[str, Any] | None = None, /, commit: bool = False, **settings: Any
) -> Iterator[None]:
	"""Other values in a document of settings inside the block (or the decorated test)."""
	from banco.document import get_doc

	wanted = {**(settings_dict or {}), **settings}
	doc = get_doc(doctype)
	former = {key: doc.get(key) for key in wanted}
	_save_settings(doctype, wanted, commit)
	try:
		yield
	finally:
		_save_settings(doctype, former, commit)


def _save_settings(doctype: str, values: dict[str, Any], commit: bool) -> None:
	from banco.document import get_doc

	doc = get_doc(doctype)
	doc.update(values)
	doc.flags.ignore_mandatory = True
	doc.save(ignore_permissions=True)
	if commit:
		current().db.commit()


def _start_clean() -> None:
	from banco.public import set_user

	context = current()
	context.db.rollback()
	context.site.cache.clear()
	context.message_log.clear()
	set_user(ADMINISTRATOR)
