"""The error log, and the names that follow the context."""

from __future__ import annotations

import pytest

import frappe
from banco.errorlog import log_error


def test_errors_are_kept_with_their_trace(ctx):
	try:
		raise KeyError("inside")
	except KeyError:
		log = log_error("While testing")
	assert log.method == "While testing"
	assert "KeyError: 'inside'" in log.error
	swapped = log_error("Trace\nof two lines", "A title")
	assert (swapped.method, swapped.error) == ("A title", "Trace\nof two lines")
	assert len(log_error("t" * 1000, "x" * 10**6).error) <= 60_000


def test_context_bound_names_follow_the_context(site):
	with site.context(user="Administrator") as context:
		assert frappe.db is context.db
		assert frappe.local is context
		assert frappe.session.user == "Administrator"
		frappe.local.anything = 1
		assert context.anything == 1
		context.db.rollback()
	with pytest.raises(RuntimeError):
		_ = frappe.db
