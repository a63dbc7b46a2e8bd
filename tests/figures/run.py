"""The figures of the host, printed as JSON: `make bench-figures`, or SITE_URL=… for another host.

Over HTTP on one and on eight connections, then (on a host of our own) in process, and its memory.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures.load import Session, Work, per_second
from support.cases import eviction, household, person
from support.client import Client
from support.host import BANCO, SITE, Host, environment, open_host
from support.people import who

KINDS = ("list", "list_of_8", "document", "insert", "transition")


def main() -> None:
	host = open_host()
	try:
		figures: dict[str, object] = {"load_before": os.getloadavg()[0], "cores": os.cpu_count()}
		if host.is_ours:
			figures["memory_fresh_mb"] = memory(host)
		figures["http"] = over_http(host)
		if host.is_ours:
			figures["memory_after_load_mb"] = memory(host)
			figures["in_process"] = in_process(host, "inside.measure", who("Social Worker", "Segrate"))
			figures["rents"] = in_process(host, "rents.measure", who("Housing Manager", "VA-2025"))
			figures["money"] = in_process(host, "money.measure", who("Finance Officer", "VA-2025"))
			figures["bank"] = in_process(host, "bank.measure", who("Finance Officer", "VA-2025"))
			figures["matching"] = in_process(host, "matching.measure", who("Housing Manager", "VA-2025"))
			figures["claims"] = in_process(host, "claims.measure", "")
			figures["restart_to_first_answer_seconds"] = restart(host)
		print(json.dumps(figures, indent=1))
	finally:
		host.stop()


def over_http(host: Host) -> dict[str, dict[str, float]]:
	client = host.client(who("Social Worker", "Segrate"))
	coordinator = host.client(who("Coordinator", "EM-2018"))
	worker = Session(host.address, headers(client))
	sessions = {"transition": Session(host.address, headers(coordinator))}
	home = household(client, "Segrate", *[person(client, "Segrate") for _ in range(3)])
	for _ in range(25):
		eviction(client, "Segrate", "EM-2018-A1", home=home)
	found: dict[str, dict[str, float]] = {}
	for connections in (1, 8):
		rates = {}
		for kind in KINDS:
			documents = [target(client, kind, home) for _ in range(connections)]
			session = sessions.get(kind, worker)
			rates[kind] = per_second([Work(kind, session, document) for document in documents])
		found[f"{connections}_connections"] = rates
	return found


def target(client: Client, kind: str, home: dict[str, object]) -> str:
	if kind != "transition":
		return str(home["name"])
	name = str(eviction(client, "Segrate", "EM-2018-A1", home=home)["name"])
	client.act("Referral", name, "Refer")
	return name


def headers(client: Client) -> dict[str, str]:
	cookies = "; ".join(f"{key}={value}" for key, value in client.http.cookies.items())
	token = client.http.headers.get("X-Frappe-CSRF-Token")
	return {"Cookie": cookies, **({"X-Frappe-CSRF-Token": token} if token else {})}


def memory(host: Host) -> float:
	"""Resident memory of the server, MB."""
	status = Path(f"/proc/{host.process.pid}/status").read_text()  # type: ignore[union-attr]
	kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
	return round(kilobytes / 1024, 1)


def in_process(host: Host, method: str, user: str) -> dict[str, float]:
	"""What a function of a file beside this one measures, without HTTP, for a user."""
	import subprocess

	env = {**environment(host.sites), "PYTHONPATH": str(Path(__file__).parent)}
	arguments = json.dumps({"user": user})
	done = subprocess.run(
		[str(BANCO), "--site", SITE, "execute", method, "--kwargs", arguments],
		env=env,
		capture_output=True,
		text=True,
	)
	if done.returncode:
		raise RuntimeError(done.stdout + done.stderr)
	return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def restart(host: Host) -> float:
	from support.host import serve

	assert host.process
	host.process.terminate()
	host.process.wait(timeout=15)
	start = time.perf_counter()
	serve(host)
	return round(time.perf_counter() - start, 2)


if __name__ == "__main__":
	main()
