"""What the machines share: a request that is all or nothing, a crash at a random point of it, and the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

import frappe
from frappe.model.document import Document
from sostegno_abitare.ledgers.chain import LEDGERS
from sostegno_abitare.ledgers.invariants import REGISTRY

# What is called on the way of a request: a crash comes before the n-th of these calls.
_OF_DATABASE = ("sql", "get_value", "get_values", "set_value", "bulk_insert", "write", "write_many", "fetch")
_OF_DOCUMENTS = ("insert", "save", "db_set")
LONGEST = 250  # calls: what a long request makes, more or less; most make fewer than 40
# Most requests go through; the others die somewhere.
CRASHES = st.one_of(st.just(0), st.just(0), st.integers(1, 40), st.integers(1, LONGEST))
CENTS = st.one_of(st.integers(1, 60_000), st.sampled_from((1, 99, 100, 10_000, 33_333)))


class Crash(BaseException):
	"""The process is gone: nothing catches it."""


@contextmanager
def crashing(at: int) -> Iterator[None]:
	"""Dies before the `at`-th call; 0 does not."""
	if not at:
		yield
		return
	left = at

	def dying(method: Callable[..., Any]) -> Callable[..., Any]:
		def call(*args: Any, **kwargs: Any) -> Any:
			nonlocal left
			left -= 1
			if left == 0:
				raise Crash
			return method(*args, **kwargs)

		return call

	with ExitStack() as stack:
		for owner, names in ((frappe.db, _OF_DATABASE), (Document, _OF_DOCUMENTS)):
			for name in names:
				if hasattr(owner, name):
					stack.enter_context(patch.object(owner, name, dying(getattr(owner, name))))
		yield


def live(machine: type[MoneyMachine], lives: int, steps: int) -> dict[str, int]:
	"""So many lives of so many steps at most; how often each thing happened. Raises what broke, with the way to it."""
	MoneyMachine.happened = {}
	run_state_machine_as_test(
		machine,
		settings=settings(
			max_examples=lives,
			stateful_step_count=steps,
			deadline=None,
			database=None,
			suppress_health_check=list(HealthCheck),
			print_blob=True,
		),
	)
	return dict(sorted(MoneyMachine.happened.items()))


class MoneyMachine(RuleBasedStateMachine):
	"""A life. `codes` are the rules that must hold at its end; `prepare` makes what it starts from, once, and gives
	the names that `start` holds then.
	"""

	codes: tuple[str, ...] = ()
	start: dict[str, Any] = {}
	# How often each thing happened, over all lives: a machine that refuses everything proves nothing.
	happened: dict[str, int] = {}

	def __init__(self) -> None:
		super().__init__()
		frappe.db.savepoint("life")
		self.begin()

	def begin(self) -> None:
		"""The sums kept beside, before anything happened."""

	@classmethod
	def prepare(cls) -> dict[str, Any]:
		"""Makes what every life starts from; gives names."""
		raise NotImplementedError

	def request(self, name: str, act: Callable[[], Any], crash: int = 0, *refusals: type[Exception]) -> Any:
		"""What `act` gives, or None when it was refused or died: then nothing of it is there."""
		ends: tuple[type[BaseException], ...] = (Crash, *refusals)
		frappe.db.savepoint("request")
		before = self.written()
		frappe.local.message_log = []
		try:
			with crashing(crash):
				found = act()
		except ends as error:
			frappe.db.rollback(save_point="request")
			frappe.db.release_savepoint("request")
			frappe.set_user("Administrator")  # who died had not gone home
			assert self.written() == before, name
			self.count(f"{name}: {'died' if isinstance(error, Crash) else type(error).__name__}")
			return None
		frappe.db.release_savepoint("request")
		self.count(name)
		return found if found is not None else True

	def count(self, what: str) -> None:
		MoneyMachine.happened[what] = MoneyMachine.happened.get(what, 0) + 1

	def written(self) -> Any:
		"""How much there is in the ledgers."""
		return [frappe.db.count(ledger.doctype) for ledger in LEDGERS]

	def expected(self) -> Any:
		"""The sums kept beside."""
		raise NotImplementedError

	def found(self) -> Any:
		"""The same sums, of the documents and the ledgers."""
		raise NotImplementedError

	@invariant()
	def sums_are_those_kept_beside(self) -> None:
		expected, found = self.expected(), self.found()
		assert found == expected, (found, expected)

	def teardown(self) -> None:
		wrong = [
			finding
			for rule in REGISTRY
			if not self.codes or rule.code in self.codes
			for finding in rule.check()
		]
		frappe.db.rollback(save_point="life")
		frappe.db.release_savepoint("life")
		self.count("lives")
		assert not wrong, wrong
