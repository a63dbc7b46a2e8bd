"""What an administrator's expression may contain, read from its syntax before it is ever run."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .facts import BY_NAME
from .periods import months_after, months_before, years_between


class UnknownFactError(TypeError):
	"""An expression asked for a fact that is not known."""


class Unknown:
	"""Stands for a fact that is not known: whatever is asked of it but `known` raises, so that no rule is
	decided on it.

	Plain None would not do: `not None` and `None != "Owned"` are true.
	"""

	def _refuse(self, *operands: object) -> Any:
		raise UnknownFactError

	__bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
	__add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
	__truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refuse
	__neg__ = __pos__ = __abs__ = __round__ = __contains__ = _refuse
	__hash__ = object.__hash__


UNKNOWN = Unknown()


def known(value: Any) -> bool:
	"""Whether a fact is known: the one question that may be asked of an unknown one."""
	return value is not UNKNOWN


def _on_dates(function: Callable[..., Any]) -> Callable[..., Any]:
	def call(*args: Any) -> Any:
		if any(arg is UNKNOWN for arg in args):
			raise UnknownFactError
		return function(*args)

	return call


FUNCTIONS: dict[str, Callable[..., Any]] = {
	"known": known,
	"months_before": _on_dates(months_before),
	"months_after": _on_dates(months_after),
	"years_between": _on_dates(years_between),
	"min": min,
	"max": max,
	"abs": abs,
	"round": round,
}
THRESHOLD = "threshold"
# How the functions are written in a rule, and what they give; the form of the rule shows it.
USAGE: dict[str, str] = {
	'threshold("isee_max")': "The value of a threshold on the referral date",
	"known(isee)": "Whether a fact is known",
	"months_before(execution_date, 3)": "The day so many calendar months earlier",
	"months_after(notice_date, 3)": "The day so many calendar months later",
	"years_between(residence_since, referral_date)": "Full years from one day to another",
	"min, max, abs, round": "Smallest, largest, without sign, rounded",
}
MAX_LENGTH = 1000
SHOWN = 40

_ALLOWED = (
	ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
	ast.FloorDiv, ast.Mod, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.IfExp,
	ast.Call, ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple,
)  # fmt: skip


class ExpressionError(ValueError):
	"""Why an expression is refused: `reason` is one of syntax, construct, arithmetic, name, function,
	threshold, length; `detail` what offends.
	"""

	def __init__(self, reason: str, detail: str) -> None:
		super().__init__(f"{reason}: {detail}")
		self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Expression:
	"""An expression that may be run, with the facts and the thresholds it uses."""

	text: str
	facts: frozenset[str]
	thresholds: frozenset[str]

	@property
	def special(self) -> bool:
		"""Whether it speaks of special-category data."""
		return any(name in BY_NAME and BY_NAME[name].special for name in self.facts)


@lru_cache(maxsize=1024)
def parse(text: str, known_names: frozenset[str] = frozenset(BY_NAME)) -> Expression:
	"""Reads an expression. Raises ExpressionError on anything but facts (or the `known_names` given in their
	stead), constants, comparisons, arithmetic and the known functions.
	"""
	text = " ".join(text.split())
	if len(text) > MAX_LENGTH:
		raise ExpressionError("length", str(MAX_LENGTH))
	try:
		tree = ast.parse(text, mode="eval")
	except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
		raise ExpressionError("syntax", _from_fault(text, getattr(error, "offset", None))) from error
	called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
	for node in ast.walk(tree):
		_check(node, node in called, known_names)
	calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
	keys = frozenset(_threshold_key(call) for call in calls if _function(call) == THRESHOLD)
	names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in called}
	return Expression(text, frozenset(names), keys)


def _from_fault(text: str, offset: int | None) -> str:
	"""The part of the text, from the place the parser names (it begins at 1), that could not be read; the end
	of the text where it stops too early. The parser's own words are English.
	"""
	start = min((offset or 1) - 1, len(text))
	return (text[start:] or text[-SHOWN:])[:SHOWN]


def names_for(facts: Mapping[str, Any], thresholds: Mapping[str, float]) -> dict[str, Any]:
	"""All that an expression sees when it runs."""
	given = {name: UNKNOWN if value is None else value for name, value in facts.items()}
	return {**FUNCTIONS, THRESHOLD: lambda key: thresholds[key], **given}


def _check(node: ast.AST, called: bool, known_names: frozenset[str]) -> None:
	if not isinstance(node, _ALLOWED):
		raise ExpressionError("construct", type(node).__name__)
	if isinstance(node, ast.Call):
		_check_call(node)
	elif isinstance(node, ast.Name) and not called and node.id not in known_names:
		raise ExpressionError("name", node.id)
	elif isinstance(node, ast.BinOp) and any(_has_text(side) for side in (node.left, node.right)):
		raise ExpressionError("arithmetic", ast.unparse(node))


def _check_call(call: ast.Call) -> None:
	name = _function(call)
	if name != THRESHOLD and name not in FUNCTIONS:
		raise ExpressionError("function", name or ast.unparse(call.func)[:60])
	if call.keywords:
		raise ExpressionError("construct", "keyword")


def _has_text(node: ast.AST) -> bool:
	"""Texts and lists are compared, never multiplied: `"a" * 10**12` would fill the memory."""
	if isinstance(node, ast.Call) and _function(node) == THRESHOLD:
		return False
	if isinstance(node, ast.Name):
		return node.id in BY_NAME and isinstance(BY_NAME[node.id].sample, str)
	if isinstance(node, ast.Constant):
		return isinstance(node.value, str | bytes)
	return isinstance(node, ast.List | ast.Tuple) or any(
		_has_text(child) for child in ast.iter_child_nodes(node)
	)


def _function(call: ast.Call) -> str:
	return call.func.id if isinstance(call.func, ast.Name) else ""


def _threshold_key(call: ast.Call) -> str:
	if len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
		return call.args[0].value
	raise ExpressionError("threshold", ast.unparse(call))
