"""Whether a client's call of a function may go ahead."""

from typing import Any

from banco.context import GUEST, current
from banco.errors import PermissionError
from banco.messages import throw
from banco.translate import _
from banco.whitelist import Rule, rule_of


def check_call(function: Any, method: str, path: str) -> Rule:
	"""The rule of `function`. Raises PermissionError unless the context's user may call it with that method."""
	rule = rule_of(function)
	if rule is None or (not rule.allow_guest and current().user == GUEST):
		message = _("You are not permitted to call {0}.").format(path)
		throw(message, PermissionError, title=_("Method Not Allowed"))
	if ("GET" if method == "HEAD" else method) not in rule.methods:
		allowed = ", ".join(sorted(rule.methods))
		throw(_("{0} answers to {1} only, not to {2}.").format(path, allowed, method), PermissionError)
	return rule
