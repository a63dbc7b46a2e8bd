"""Stored files over HTTP: upload, download, and the addresses /files/... and /private/files/..."""

from typing import Any

from banco.context import current
from banco.files import readable_path, save_upload
from banco.messages import throw
from banco.translate import _
from banco.web.documents import truthy
from banco.web.reply import Reply, content_type_of, disposition, is_inert
from banco.whitelist import whitelist


@whitelist(methods=["POST", "PUT"])
def upload_file() -> dict[str, Any]:
	"""Store the file of a multipart body and give its File document.

	Fields beside `file`: is_private (1 unless 0 is sent), doctype, docname, fieldname, folder. Raises
	ValidationError without a file: nothing is fetched from an address, nor taken from another document.
	"""
	context = current()
	given, upload = context.form_dict, context.request.files.get("file")
	if upload is None or not upload.filename:
		throw(_("Send the file in the field {0} of a multipart form.").format("file"))
	document = save_upload(
		given.get("file_name") or upload.filename,
		upload.file,
		doctype=given.get("doctype") or None,
		docname=given.get("docname") or None,
		fieldname=given.get("fieldname") or None,
		folder=given.get("folder") or None,
		is_private=truthy(given.get("is_private", 1)),
	)
	return dict(document.as_dict(no_nulls=True))


@whitelist(allow_guest=True, reads=True)
def download_file(file_url: str) -> Reply:
	"""The file at that address, to be saved by the browser."""
	return file_reply(file_url, inline=False)


def file_reply(file_url: str, inline: bool = True) -> Reply:
	"""The reply with a stored file that the user may read.

	Shown in place only when it cannot run code; anything else is offered for saving. Raises PermissionError
	or DoesNotExistError.
	"""
	path, filename = readable_path(file_url)
	content_type = content_type_of(filename)
	header = disposition(filename, inline and is_inert(content_type))
	return Reply(
		200,
		content_type=content_type,
		headers=[("content-disposition", header)],
		path=path,
		cache="private, no-cache",
	)
