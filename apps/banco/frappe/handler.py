"""The methods that clients know by a short name."""

from banco.web.files import download_file, upload_file
from banco.web.methods import ping, run_doc_method

__all__ = ["download_file", "ping", "run_doc_method", "upload_file"]
