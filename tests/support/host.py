"""The host under test: the one at SITE_URL, or a Banco site made for the run and thrown away after it."""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import httpx

from support.client import Client

REPO = Path(__file__).resolve().parents[2]
BANCO = REPO / ".venv" / "bin" / "banco"
SITE = "test.localhost"
SHARED = "BANCO_TEST_TEMPLATE"


@dataclass
class Host:
	"""Where the host answers, and how to log in to it as one of the demo users."""

	address: str
	password: str
	admin_password: str
	sites: Path | None = None
	process: subprocess.Popen[bytes] | None = None
	clients: dict[str, Client] = field(default_factory=dict)

	@property
	def is_ours(self) -> bool:
		"""Whether the run made this host, and so may stop and restart it."""
		return self.sites is not None

	@cached_property
	def is_banco(self) -> bool:
		"""Whether Banco answers; else it is a Frappe bench."""
		return httpx.get(f"{self.address}/api/method/banco.desk.boot").status_code == 200

	def client(self, user: str) -> Client:
		"""A client logged in as that user, kept for the run."""
		if user not in self.clients:
			self.clients[user] = self.fresh_client(user)
		return self.clients[user]

	def fresh_client(self, user: str) -> Client:
		"""A client with a session of its own."""
		return Client(self.address, user, self.admin_password if user == "Administrator" else self.password)

	def guest(self) -> Client:
		return Client(self.address)

	def stop(self) -> None:
		for client in self.clients.values():
			client.close()
		if self.process:
			self.process.terminate()
			self.process.wait(timeout=15)
		if self.sites:
			shutil.rmtree(self.sites, ignore_errors=True)


def open_host() -> Host:
	"""The host named by SITE_URL (with DEMO_PASSWORD and ADMIN_PASSWORD), else a fresh one."""
	address = os.environ.get("SITE_URL")
	if address:
		return Host(
			address.rstrip("/"), os.environ["DEMO_PASSWORD"], os.environ.get("ADMIN_PASSWORD", "admin")
		)
	return make_host()


def make_host() -> Host:
	"""A site with both services and the demo, served on a free port."""
	made = template()
	sites = Path(tempfile.mkdtemp(prefix="banco-http-"))
	shutil.copytree(made.sites, sites, dirs_exist_ok=True)  # type: ignore[arg-type]
	host = Host("", made.password, made.admin_password, sites)
	serve(host)
	return host


@cache
def template() -> Host:
	"""The site that the hosts of a run are copies of: made once, by the first of its workers, and never served."""
	if SHARED not in os.environ:
		share_template()
	sites = Path(os.environ[SHARED])
	kept = sites / "passwords.json"
	with (sites / "making.lock").open("w") as lock:
		fcntl.flock(lock, fcntl.LOCK_EX)
		if not kept.exists():
			kept.write_text(json.dumps(make_site(sites)))
	password, admin = json.loads(kept.read_text())
	return Host("", password, admin, sites)


def make_site(sites: Path) -> tuple[str, str]:
	"""A site with both services and the demo; gives the password of the demo's users and the administrator's."""
	for file in ("apps.txt", "common_site_config.json"):
		shutil.copy(REPO / "sites" / file, sites)
	password, admin = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
	banco(sites, "new-site", SITE, "--install-app", "sostegno_abitare", "--admin-password", admin)
	arguments = json.dumps({"folder": str(REPO / "fixtures"), "demo": 1, "password": password})
	banco(sites, "--site", SITE, "execute", "sostegno_abitare.services.load.load", "--kwargs", arguments)
	return password, admin


def share_template() -> None:
	"""Say where the workers of this run find the template; it goes when the run ends."""
	sites = tempfile.mkdtemp(prefix="banco-made-")
	atexit.register(shutil.rmtree, sites, ignore_errors=True)
	os.environ[SHARED] = sites


def serve(host: Host) -> None:
	"""Start the server of a host of ours and wait until it answers."""
	port = free_port()
	host.address = f"http://127.0.0.1:{port}"
	command = [str(BANCO), "--site", SITE, "serve", "--port", str(port)]
	with (host.sites / "server.log").open("ab") as log:  # type: ignore[operator]
		host.process = subprocess.Popen(command, env=environment(host.sites), stdout=log, stderr=log)
	wait_until_up(host.address)


def banco(sites: Path, *arguments: str) -> str:
	done = subprocess.run([str(BANCO), *arguments], env=environment(sites), capture_output=True, text=True)
	if done.returncode:
		raise RuntimeError(f"banco {' '.join(arguments[:4])} failed:\n{done.stdout}\n{done.stderr}")
	return done.stdout


def environment(sites: Path | None) -> dict[str, str]:
	return {**os.environ, "BANCO_SITES": str(sites)}


def free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return int(probe.getsockname()[1])


def wait_until_up(address: str, seconds: float = 20) -> None:
	until = time.monotonic() + seconds
	while time.monotonic() < until:
		try:
			if httpx.get(f"{address}/api/method/ping", timeout=2).status_code == 200:
				return
		except httpx.TransportError:
			pass
		time.sleep(0.05)
	raise RuntimeError(f"No answer from {address} within {seconds} seconds")
