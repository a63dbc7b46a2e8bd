"""The process that serves a site over HTTP."""

import os
import signal
import socket

import uvicorn

from banco.realtime import close as close_streams
from banco.site import Site
from banco.web.app import create

GRACE_SECONDS = 10


class Server(uvicorn.Server):
	"""Prints the address once it answers, and nothing else."""

	async def startup(self, sockets: list[socket.socket] | None = None) -> None:
		await super().startup(sockets)
		if self.started:
			shown = "localhost" if self.config.host in ("0.0.0.0", "::") else self.config.host
			print(f"http://{shown}:{self.config.port}", flush=True)

	async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
		close_streams(self.config.app.site)  # type: ignore[union-attr]
		await super().shutdown(sockets)


def serve(site: Site, host: str = "127.0.0.1", port: int = 8000) -> None:
	"""Serve `site` on that address until SIGINT or SIGTERM; requests at work are finished first.

	Raises SystemExit, with one clear line, when the address cannot be used.
	"""
	family = socket.AF_INET6 if ":" in host else socket.AF_INET
	try:
		listening = socket.create_server((host, port), family=family, backlog=2048)
	except OSError as error:
		site.close()
		raise SystemExit(
			f"Port {port} on {host} cannot be used ({os.strerror(error.errno or 0)}): choose another with --port"
		) from None
	config = uvicorn.Config(
		create(site),
		host=host,
		port=port,
		loop="uvloop",
		http="httptools",
		ws="none",
		lifespan="on",
		log_level="warning",
		access_log=False,
		server_header=False,
		proxy_headers=False,
		timeout_keep_alive=75,
		timeout_graceful_shutdown=GRACE_SECONDS,
	)
	# uvicorn raises the signal once more when it is done: by then it shall end nothing before `close`.
	signal.signal(signal.SIGTERM, lambda *_ignored: None)
	try:
		Server(config).run([listening])
	except KeyboardInterrupt:
		pass
	finally:
		site.close()
