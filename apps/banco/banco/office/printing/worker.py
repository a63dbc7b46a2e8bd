"""The process that lays out PDFs: it knows no site, reaches no network, and may be killed at any time.

Reads jobs from its standard input (JSON: `html`, `files` by their address) and answers each with the PDF, both
led by their length in eight bytes. What the job's files do not hold is not fetched: `data:` addresses only.
"""

import json
import mimetypes
import resource
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

try:
	import weasyprint
	from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError:
	sys.exit(3)  # told from other ends: Pango is missing

BASE = "https://site.invalid/"  # stands for the site in addresses that name no host
MEMORY = 2 * 1024**3


class _Files(URLFetcher):
	def __init__(self, files: dict[str, str]) -> None:
		super().__init__(allowed_protocols=("data",), allow_redirects=False)
		self._files = files

	def fetch(self, url: str, headers: Any = None) -> Any:
		path = self._files.get(unquote(urlsplit(url).path)) if url.startswith(BASE) else None
		if path is None:
			return super().fetch(url, headers)
		kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
		return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


def main() -> None:
	resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
	given, taken = sys.stdin.buffer, sys.stdout.buffer
	while length := int.from_bytes(given.read(8)):
		job = json.loads(given.read(length))
		page = weasyprint.HTML(string=job["html"], base_url=BASE, url_fetcher=_Files(job["files"]))
		pdf = page.write_pdf(pdf_variant="pdf/ua-1")
		taken.write(len(pdf).to_bytes(8) + pdf)
		taken.flush()
