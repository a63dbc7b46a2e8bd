"""One HTTP request as the synchronous code sees it: read whole, within limits, before any work starts."""

import asyncio
import json
from collections.abc import Callable, MutableMapping
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, unquote

import orjson
from starlette.datastructures import Headers

from banco.errors import PayloadTooLargeError, UnsupportedMediaType, ValidationError
from banco.translate import _
from banco.types import _dict

JSON_LIMIT = 5 * 1024 * 1024  # bytes of a body that is not an upload
JSON_DEPTH = 64  # nested arrays and objects
FIELDS_LIMIT = 1000  # fields of a form or query
BODY_SECONDS = 60  # a slower body is given up
TOO_LARGE = "The request is too large: send shorter texts or a smaller file."
READING = ("GET", "HEAD", "OPTIONS")

Receive = Callable[[], Any]


class Upload:
	"""A file of a multipart body: `filename`, `content_type` and an open binary `file` (large ones on disk)."""

	def __init__(self, filename: str, content_type: str | None, file: BinaryIO) -> None:
		self.filename = filename
		self.content_type = content_type
		self.file = self.stream = file

	def read(self, size: int = -1) -> bytes:
		return self.file.read(size)


class Request:
	"""What an app finds under `frappe.request`: method, path, headers, args, form, files, data."""

	def __init__(self, scope: MutableMapping[str, Any], data: bytes = b"") -> None:
		self.scope = scope
		self.method: str = scope["method"]
		self.path: str = scope["path"]
		self.headers = Headers(scope=scope)
		self.query_string: bytes = scope.get("query_string", b"")
		self.data = data
		self.args = _dict(_pairs(self.query_string)) if self.query_string else _dict()
		self.form = _dict()
		self.files: dict[str, Upload] = {}
		self.remote_addr: str = (scope.get("client") or ("",))[0]
		self.scheme: str = scope.get("scheme", "http")
		self.has_key = False  # identified by an API key, not by a cookie

	@property
	def version(self) -> int:
		"""The version of the API that is asked; what is no API counts as the first."""
		return 2 if self.path.startswith("/api/v2/") else 1

	@property
	def host(self) -> str:
		return str(self.headers.get("host", ""))

	@property
	def content_type(self) -> str:
		return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

	@property
	def is_json(self) -> bool:
		return self.content_type == "application/json"

	@property
	def is_reading(self) -> bool:
		return self.method in READING

	@property
	def cookies(self) -> dict[str, str]:
		pairs = (part.partition("=") for part in self.headers.get("cookie", "").split(";"))
		return {name.strip(): unquote(value.strip().strip('"')) for name, equals, value in pairs if equals}

	def get_json(self) -> Any:
		"""The body as JSON. Raises ValidationError when it is none, or nested too deep."""
		return parse_json(self.data) if self.data else None

	def arguments(self) -> _dict:
		"""What an app finds under `frappe.form_dict`: the JSON body if there is one, else query and form.

		Raises ValidationError when the body is JSON but no object.
		"""
		if not (self.is_json and self.data):
			return _dict({**self.args, **self.form})
		body = self.get_json()
		if not isinstance(body, dict):
			raise ValidationError(_("The body must be a JSON object."))
		return _dict(body)

	def close(self) -> None:
		for upload in self.files.values():
			upload.file.close()


def parse_json(data: bytes) -> Any:
	"""`data` as JSON. Raises ValidationError when it is not JSON or nested deeper than JSON_DEPTH."""
	try:
		value = orjson.loads(data)
	except orjson.JSONDecodeError as error:
		raise ValidationError(_("The body is not valid JSON: {0}").format(error)) from None
	# Depth needs as many closing brackets: short or flat bodies are not walked.
	if data.count(b"[") + data.count(b"{") > JSON_DEPTH and _deeper_than(value, JSON_DEPTH):
		raise ValidationError(
			_("The body nests more than {0} levels of arrays and objects.").format(JSON_DEPTH)
		)
	return value


async def read_request(scope: MutableMapping[str, Any], receive: Receive, upload_limit: int) -> Request:
	"""The request with its body.

	Raises PayloadTooLargeError over JSON_LIMIT (for a multipart body: `upload_limit` bytes), ValidationError
	for a form that cannot be read, UnsupportedMediaType, TimeoutError when the body is too slow. No site is
	open here: the texts are translated where the reply is made.
	"""
	request = Request(scope)
	if request.is_reading:
		return request
	async with asyncio.timeout(BODY_SECONDS):
		if request.content_type == "multipart/form-data":
			await _read_multipart(request, receive, upload_limit)
			return request
		_refuse_announced(request, JSON_LIMIT)
		request.data = b"".join([chunk async for chunk in _chunks(receive, JSON_LIMIT)])
	if request.content_type == "application/x-www-form-urlencoded":
		request.form = _dict(_pairs(request.data))
	elif request.data and not request.content_type:
		raise UnsupportedMediaType("Say with Content-Type what the body is, e.g. application/json.")
	return request


async def _read_multipart(request: Request, receive: Receive, limit: int) -> None:
	from starlette.formparsers import MultiPartException, MultiPartParser

	_refuse_announced(request, limit)
	stream = _chunks(receive, limit)
	parser = MultiPartParser(request.headers, stream, max_files=20, max_fields=FIELDS_LIMIT)
	parser.max_part_size = JSON_LIMIT
	try:
		form = await parser.parse()
	except (MultiPartException, KeyError):
		raise ValidationError("The form cannot be read.") from None
	for name, value in form.multi_items():
		if isinstance(value, str):
			request.form.setdefault(name, value)
		else:
			request.files.setdefault(name, Upload(value.filename or "", value.content_type, value.file))


async def _chunks(receive: Receive, limit: int) -> Any:
	seen = 0
	while True:
		message = await receive()
		if message["type"] == "http.disconnect":
			raise ConnectionResetError("The client went away")
		body = message.get("body", b"")
		seen += len(body)
		if seen > limit:
			raise PayloadTooLargeError(TOO_LARGE)
		yield body
		if not message.get("more_body", False):
			return


def _refuse_announced(request: Request, limit: int) -> None:
	announced = request.headers.get("content-length", "0")
	if announced.isdigit() and int(announced) > limit:
		raise PayloadTooLargeError(TOO_LARGE)


def _pairs(text: bytes) -> dict[str, str]:
	try:
		pairs = parse_qsl(text.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
	except (ValueError, UnicodeDecodeError):
		raise ValidationError("The query or form cannot be read.") from None
	found: dict[str, str] = {}
	for name, value in pairs:
		found.setdefault(name, value)
	return found


def _deeper_than(value: Any, depth: int) -> bool:
	level = [value]
	for _step in range(depth + 1):
		children: list[Any] = []
		for item in level:
			if isinstance(item, dict):
				children.extend(item.values())
			elif isinstance(item, list):
				children.extend(item)
		level = [item for item in children if isinstance(item, dict | list)]
		if not level:
			return False
	return True


def as_json(value: Any) -> Any:
	"""An argument that a client may send as JSON text: parsed when it is text that looks like JSON.

	Raises ValidationError when it starts like JSON and is none.
	"""
	if isinstance(value, str) and value[:1] in ("[", "{"):
		try:
			return json.loads(value)
		except (ValueError, RecursionError) as error:
			raise ValidationError(_("An argument is not valid JSON: {0}").format(error)) from None
	return value
