"""SQLite's errors as the host's public ones; the engine's own text stays in the cause, for the log.

Their texts are translated when shown: looking a translation up may need the very database that failed.
"""

import re

import apsw

from banco import errors
from banco.translate import lazy

_BUSY = (errors.QueryTimeoutError, "Another program is writing: try again in a moment")
_FAULTS: dict[type[Exception], tuple[type[Exception], str]] = {
	apsw.AuthError: (errors.PermissionError, "A report's query reads the tables of doctypes only"),
	apsw.InterruptError: (errors.QueryTimeoutError, "The query took too long: narrow the filters"),
	apsw.BusyError: _BUSY,
	apsw.LockedError: _BUSY,
	apsw.FullError: (errors.UnsafeStorageError, "The disk is full: nothing was saved"),
	apsw.TooBigError: (errors.DataTooLongException, "A value is too long to be stored"),
	UnicodeEncodeError: (errors.DataError, "The text holds characters that are not valid Unicode"),
	OverflowError: (errors.DataError, "A number is too large to be stored"),
}
_COLUMN = re.compile(r"(?:no such column|has no column named|no such function):? *([\w.`\"]*)")
_TABLE = re.compile(r"no such table: *(\S+)")
_CONSTRAINT = re.compile(r"(UNIQUE|NOT NULL|CHECK) constraint failed: (.*)")


def public_error(error: Exception) -> Exception:
	"""The public exception for one of apsw's; `columns` on it lists "tabX.field" where a constraint failed."""
	text = str(error)
	if isinstance(error, apsw.ConstraintError):
		return _constraint_error(text)
	if isinstance(error, apsw.SQLError):
		return _query_error(text)
	if isinstance(error, apsw.IOError | apsw.CorruptError | apsw.NotADBError):
		return errors.UnsafeStorageError(f"The database file cannot be used: {text}")
	kind, message = _FAULTS.get(type(error), (None, ""))
	return kind(lazy(message)) if kind else error


def _constraint_error(text: str) -> Exception:
	match = _CONSTRAINT.search(text)
	if match is None:
		return errors.DataError("The data break a rule of the database")
	rule, columns = match.group(1), [column.strip() for column in match.group(2).split(",")]
	field = columns[-1].partition(".")[2]
	if rule == "NOT NULL":
		found: Exception = errors.MandatoryError(f"{field} may not be empty")
	elif rule == "UNIQUE" and all(column.endswith(".name") for column in columns):
		found = errors.DuplicateEntryError("A document of that name exists already")
	elif rule == "UNIQUE":
		found = errors.UniqueValidationError(f"{field} must be unique")
	else:
		found = errors.DataError(f"{field} breaks a rule of the database")
	found.columns = columns  # type: ignore[attr-defined]
	return found


def _query_error(text: str) -> Exception:
	if match := _TABLE.search(text):
		return errors.TableMissingError(f"There is no table {match.group(1)}")
	if match := _COLUMN.search(text):
		return errors.InvalidColumnName(f"There is no column {match.group(1)}")
	return errors.DataError(lazy("The query is not valid"))
