"""The figures of an office's work over 100,000 referrals, printed as JSON: lists and forms in a browser, a report,
the search, and a backup while others write. `make office-figures`; some minutes, on a machine with nothing else
to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from support.client import Client
from support.desk import CHROMIUM, FLAGS, Desk, admit
from support.host import BANCO, SITE, Host, banco, environment, make_host
from support.people import who

ROUNDS = 40
# Milliseconds until the figures of the home page are in: the next click is measured on a desk at rest.
SETTLED = 1_500
BACKUP_SIZE = 1_000_000_000
WRITES_PER_SECOND = 20
# In the page, so that only the desk's own time counts: from the click until the thing asked for is there to use.
TIMED = """([selector, at]) => new Promise((resolve, reject) => {
	const start = performance.now()
	document.querySelectorAll(selector)[at].click()
	const look = () => {
		const spent = performance.now() - start
		if (READY) resolve(spent)
		else if (spent > 30000) reject(new Error("not ready: " + selector))
		else requestAnimationFrame(look)
	}
	requestAnimationFrame(look)
})"""
LIST_READY = (
	"location.pathname === '/app/referral' && document.querySelectorAll('main tr[data-row]').length >= 20"
)
FORM_READY = """location.pathname.startsWith('/app/referral/')
	&& document.querySelector('main #form-body [data-fieldname=referral_date] input')"""


def main() -> None:
	host = make_host()
	try:
		print(json.dumps(measure(host), indent=1))
	finally:
		host.stop()


def measure(host: Host) -> dict[str, object]:
	inside(host, "fill_office")
	figures: dict[str, object] = {"load_before": os.getloadavg()[0], "cores": os.cpu_count()}
	figures |= in_the_browser(host)
	figures |= inside(host, "office", user=who("Coordinator", "EM-2018"))
	figures["backup_under_writes"] = backup(host)
	return figures


def inside(host: Host, function: str, **arguments: object) -> dict[str, float]:
	"""What a function of `inside.py` prints, run in a process of its own."""
	env = {**environment(host.sites), "PYTHONPATH": str(Path(__file__).parent)}
	command = [str(BANCO), "--site", SITE, "execute", f"inside.{function}", "--kwargs", json.dumps(arguments)]
	done = subprocess.run(command, env=env, capture_output=True, text=True)
	if done.returncode:
		raise RuntimeError(done.stdout + done.stderr)
	return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def in_the_browser(host: Host) -> dict[str, object]:
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
		context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="it-IT")
		admit(context, host.fresh_client(who("Coordinator", "EM-2018")))
		desk = Desk(context, host.address)
		size = script_size(desk)
		lists, forms = [], []
		for number in range(ROUNDS):
			lists.append(timed(desk.page, 'nav a[href="/app/referral"]', 0, LIST_READY))
			forms.append(timed(desk.page, "main tr[data-row] a[data-title]", number % 20, FORM_READY))
			timed(desk.page, 'nav a[href="/app"]', 0, "location.pathname === '/app'")
			desk.page.wait_for_timeout(SETTLED)
		browser.close()
	return {
		"first_load_script_kb": size,
		"list_usable_ms": spread(lists),
		"form_usable_ms": spread(forms),
	}


def script_size(desk: Desk) -> float:
	"""Kilobytes of script, as sent, that the first page takes from an empty cache."""
	desk.open()
	desk.page.wait_for_load_state("networkidle")
	sent = desk.page.evaluate(
		"performance.getEntriesByType('resource')"
		".filter(entry => entry.name.split('?')[0].endsWith('.js')).reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
	)
	return round(sent / 1000, 1)


def timed(page: Page, selector: str, at: int, ready: str) -> float:
	page.wait_for_selector(selector)
	return float(page.evaluate(TIMED.replace("READY", ready), [selector, at]))


def spread(values: list[float]) -> dict[str, float]:
	return {"median": round(median(values), 1), "p95": round(quantiles(values, n=20)[-1], 1)}


def backup(host: Host) -> dict[str, object]:
	"""A site of a gigabyte, copied while writes go on at a steady pace; each answered write must be in the site,
	and none may have waited for the copy.
	"""
	inside(host, "fatten", size=BACKUP_SIZE)
	client = host.fresh_client(who("Coordinator", "EM-2018"))
	sites = host.sites
	assert sites
	stop = threading.Event()
	times: list[float] = []
	names: list[str] = []
	writer = threading.Thread(target=write, args=(client, stop, times, names))
	writer.start()
	time.sleep(2)
	start = time.perf_counter()
	banco(sites, "--site", SITE, "backup")
	seconds = time.perf_counter() - start
	stop.set()
	writer.join()
	kept = client.list("Municipality", filters={"region": "Misure"}, limit_page_length=0)
	return {
		"seconds": round(seconds, 1),
		"database_mb": round((sites / SITE / "site.db").stat().st_size / 1e6),
		"writes": len(names),
		"lost": len(set(names) - {row["name"] for row in kept}),
		"write_ms": {**spread(times), "most": round(max(times), 1)},
	}


def write(client: Client, stop: threading.Event, times: list[float], names: list[str]) -> None:
	number = 0
	while not stop.is_set():
		start = time.perf_counter()
		doc = client.insert("Municipality", municipality_name=f"Misura {number}", region="Misure")
		spent = time.perf_counter() - start
		times.append(spent * 1000)
		names.append(str(doc["name"]))
		number += 1
		stop.wait(max(0.0, 1 / WRITES_PER_SECOND - spent))


if __name__ == "__main__":
	main()
