"""Many long lives of money at random, on a site made for them: `scripts/long-tests` says how.

Run by the `execute` verb of the host with this folder on PYTHONPATH, in two processes: what the lives start from is
committed by the first.
"""

from __future__ import annotations

import json
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import frappe

MACHINES = {
	"budgets": "Budgets",
	"claims": "Claims",
	"funds": "Funds",
	"moves": "Moves",
	"schedules": "Schedules",
}


def prepare(machine: str, start: str) -> None:
	"""Makes what the lives start from, and writes the names to the file `start`."""
	frappe.flags.in_test = True
	names = machine_of(machine).prepare()
	frappe.db.commit()  # nosemgrep: on a site made for this
	Path(start).write_text(json.dumps(names), encoding="utf-8")


def live(machine: str, start: str, lives: int, steps: int, report: str) -> None:
	"""Lives; adds what happened to the file `report`, as a line of JSON. Raises what broke."""
	from sostegno_abitare.tests.machines.base import live as lived

	frappe.flags.in_test = True
	chosen = machine_of(machine)
	chosen.start = json.loads(Path(start).read_text(encoding="utf-8"))
	began = time.monotonic()
	happened = lived(chosen, lives, steps)
	line = {"machine": machine, "steps": steps, "seconds": round(time.monotonic() - began), **happened}
	with Path(report).open("a", encoding="utf-8") as file:
		file.write(json.dumps(line) + "\n")
	frappe.db.rollback()


def machine_of(name: str) -> Any:
	return getattr(import_module(f"sostegno_abitare.tests.machines.{name}"), MACHINES[name])
