"""The process that serves a site over HTTP."""

from __future__ import annotations

import uvicorn

from banco.site import Site
from banco.web.app import create

GRACE_SECONDS = 10


class Server(uvicorn.Server):
	"""Prints the address once it answers, and nothing else."""

	async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
		await super().startup(sockets)  # type: ignore[arg-type]
		if self.started:
			shown = "localhost" if self.config.host in ("0.0.0.0", "::") else self.config.host
			print(f"http://{shown}:{self.config.port}", flush=True)


def serve(site: Site, host: str, port: int) -> None:
	"""Serve `site` on that address until SIGINT or SIGTERM; requests at work are finished first."""
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
	try:
		Server(config).run()
	except KeyboardInterrupt:
		pass
	finally:
		site.close()
