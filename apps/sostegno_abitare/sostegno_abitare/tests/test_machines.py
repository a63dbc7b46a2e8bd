"""Lives of money at random (see machines/): a short run. `make long-tests` makes 10,000 lives of 50 steps."""

from .base import AppTestCase
from .machines.base import MoneyMachine, live
from .machines.budgets import Budgets
from .machines.claims import Claims
from .machines.funds import Funds
from .machines.moves import Moves
from .machines.schedules import Schedules

LIVES, STEPS = 6, 20


class TestMachines(AppTestCase):
	def live(self, machine: type[MoneyMachine]) -> None:
		machine.start = machine.prepare()
		self.assertGreaterEqual(live(machine, LIVES, STEPS)["lives"], LIVES)

	def test_budgets(self):
		self.live(Budgets)

	def test_claims(self):
		self.live(Claims)

	def test_funds(self):
		self.live(Funds)

	def test_moves(self):
		self.live(Moves)

	def test_schedules(self):
		self.live(Schedules)
