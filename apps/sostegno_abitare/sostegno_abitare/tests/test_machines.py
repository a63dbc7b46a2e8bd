"""Lives of money at random (see machines/). A short run here; `make long-tests` makes 10,000 lives of 50 steps."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

import frappe

from .base import AppTestCase
from .machines.base import MoneyMachine
from .machines.budgets import Budgets
from .machines.schedules import Schedules

LIVES, STEPS = int(os.environ.get("MACHINE_LIVES", "6")), int(os.environ.get("MACHINE_STEPS", "20"))
ONLY = os.environ.get("MACHINE", "")
REPORT = os.environ.get("MACHINE_REPORT", "")
MACHINES: dict[str, Any] = {"budgets": Budgets, "schedules": Schedules}


class TestMachines(AppTestCase):
	def live(self, name: str) -> None:
		if ONLY and name != ONLY:
			self.skipTest(f"only {ONLY}")
		machine = MACHINES[name]
		machine.start = machine.prepare()
		MoneyMachine.happened = {}
		began = time.monotonic()
		run_state_machine_as_test(
			machine,
			settings=settings(
				max_examples=LIVES,
				stateful_step_count=STEPS,
				deadline=None,
				database=None,
				suppress_health_check=list(HealthCheck),
				print_blob=True,
			),
		)
		happened = dict(sorted(MoneyMachine.happened.items()))
		self.assertGreaterEqual(happened["lives"], LIVES)
		if REPORT:
			line = {"machine": name, "steps": STEPS, "seconds": round(time.monotonic() - began), **happened}
			with Path(REPORT).open("a", encoding="utf-8") as file:
				file.write(json.dumps(line) + "\n")
		frappe.local.message_log = []

	def test_budgets(self):
		self.live("budgets")

	def test_schedules(self):
		self.live("schedules")
