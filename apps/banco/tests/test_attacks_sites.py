"""Commands that put something in the place of a site, while the site is at work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from banco.backup import backup, restore
from banco.errors import ValidationError
from banco.install import drop_site, new_site
from banco.site import Site

OPEN = "import sys; from pathlib import Path; from banco.storage.pool import Pool; Pool(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"


def test_a_site_at_work_is_not_replaced(site: Site, tmp_path: Path) -> None:
	"""A server would go on storing, and confirming, into files that are no longer there."""
	archive = backup(site, tmp_path)
	site.close()
	server = subprocess.Popen(
		[sys.executable, "-c", OPEN, str(site.database_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
	)
	assert server.stdout is not None and server.stdout.readline() == b"open\n"
	try:
		for replace in (
			lambda: restore(archive, site.sites_path, site.name, force=True),
			lambda: drop_site(site.name, site.sites_path),
			lambda: new_site(site.name, site.sites_path, "un'altra parola", force=True),
		):
			with pytest.raises(ValidationError, match="in use"):
				replace()
			assert site.database_path.is_file()
	finally:
		server.communicate(b"")
	restore(archive, site.sites_path, site.name, force=True).close()
