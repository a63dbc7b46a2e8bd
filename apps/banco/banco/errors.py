"""The public exceptions, each with the HTTP status a client sees.

The names and the statuses are Frappe's documented ones, so that an app's `except` clauses and a client's
error handling mean the same on both hosts.
"""


class BancoError(Exception):
	"""Base of what the host raises on purpose; `title` and `message` are meant for the user."""

	http_status_code = 500
	title: str | None = None


class ValidationError(BancoError):
	http_status_code = 417


class FrappeTypeError(TypeError):
	http_status_code = 417


class AuthenticationError(BancoError):
	http_status_code = 401


class PermissionError(BancoError):
	http_status_code = 403


class DoesNotExistError(ValidationError):
	http_status_code = 404


class NameError(BancoError):
	http_status_code = 409


class DuplicateEntryError(NameError):
	pass


class JobTimeoutException(BancoError):
	pass


class UnsupportedMediaType(BancoError):
	http_status_code = 415


class CSRFTokenError(BancoError):
	http_status_code = 400


class InvalidAuthorizationToken(CSRFTokenError):
	pass


class TooManyRequestsError(BancoError):
	http_status_code = 429


class PayloadTooLargeError(ValidationError):
	http_status_code = 413


class DataError(ValidationError):
	pass


class MandatoryError(ValidationError):
	pass


class NonNegativeError(ValidationError):
	pass


class CharacterLengthExceededError(ValidationError):
	pass


class DataTooLongException(ValidationError):
	pass


class UniqueValidationError(ValidationError):
	pass


class CannotChangeConstantError(ValidationError):
	pass


class UpdateAfterSubmitError(ValidationError):
	pass


class DocstatusTransitionError(ValidationError):
	pass


class TimestampMismatchError(ValidationError):
	pass


class LinkValidationError(ValidationError):
	pass


class CancelledLinkError(LinkValidationError):
	pass


class LinkExistsError(ValidationError):
	pass


class TableMissingError(ValidationError):
	pass


class InvalidNameError(ValidationError):
	pass


class QueryTimeoutError(ValidationError):
	pass


class InvalidEmailAddressError(ValidationError):
	pass


class InvalidColumnName(ValidationError):
	pass


class MaxFileSizeReachedError(ValidationError):
	http_status_code = 413


class AppNotInstalledError(ValidationError):
	pass


class IncorrectSitePath(DoesNotExistError):
	pass


class WorkflowTransitionError(ValidationError):
	pass


class WorkflowPermissionError(ValidationError):
	pass


class OutsideContextError(RuntimeError):
	"""Code that needs a site ran outside any request or command."""


class UnsafeStorageError(RuntimeError):
	"""The SQLite library is too old, or an I/O error makes further writes unsafe."""

	http_status_code = 503
