"""One request from its headers to its reply: who asks, for what, may they, do it, answer."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from banco import login, sessions
from banco.accounts import activity, second_factor
from banco.calling import call
from banco.context import GUEST, Context, current
from banco.errors import CSRFTokenError, DoesNotExistError, PermissionError
from banco.site import Site
from banco.translate import _
from banco.web import envelope
from banco.web.actions import Action, Route, find_route
from banco.web.encode import encode
from banco.web.origin import is_foreign
from banco.web.pages import page_action
from banco.web.reply import Cookies, Reply, reply_of
from banco.web.request import Request
from banco.web.rest import action_of

logger = logging.getLogger("banco.web")

# Told to scripts of the desk; the session's own cookie is out of their reach.
USER_COOKIES = ("user_id", "full_name", "system_user")


class Handler:
	"""Answers the requests to a site; called from many threads at once."""

	def __init__(self, site: Site) -> None:
		self.site = site
		self.attempts = login.Attempts()
		self.last_use = sessions.LastUse()

	def begin(self, request: Request, early: Exception | None = None) -> Reply | Callable[[], Reply]:
		"""The reply to a request, or for one that writes the function that carries it out and gives the
		reply.

		`early` is the error that reading the request ended in. Neither ever raises.
		"""
		return self._safely(request, self._begin, early)

	def _begin(self, request: Request, early: Exception | None) -> Reply | Callable[[], Reply]:
		with self._context(request, write=False) as context:
			try:
				if early is not None:
					raise early
				action = self._prepare(context, request)
			except Exception as error:
				return self._refuse(context, request, error)
			if not action.writes:
				return self._carry_out(context, request, action)
		return partial(self._safely, request, self._write, context, action)

	def _write(self, request: Request, asked: Context, action: Action) -> Reply:
		with self._context(request, write=True) as context:
			context.session, context.form_dict, context.lang = asked.session, asked.form_dict, asked.lang
			return self._carry_out(context, request, action)

	def _safely(self, request: Request, work: Callable[..., Any], *arguments: Any) -> Any:
		try:
			return work(request, *arguments)
		except Exception as error:
			logger.exception("%s %s failed outside of its context", request.method, request.path)
			return Reply(envelope.status_of(error), encode({"exc_type": type(error).__name__}))

	@contextmanager
	def _context(self, request: Request, write: bool) -> Iterator[Context]:
		with self.site.context(user=GUEST, write=write) as context:
			context.request = request
			context.request_ip = request.remote_addr  # type: ignore[attr-defined]
			yield context

	# -- who asks, and for what

	def _prepare(self, context: Context, request: Request) -> Action:
		self._authenticate(context, request)
		context.form_dict = request.arguments()
		route = find_route(request.path, context.form_dict)
		if route is not None and route.method in ("login", "logout"):
			return self._login_or_logout(context, request, route)
		self._check_csrf(context, request)
		if route is not None:
			return action_of(context, request, route)
		page = page_action(context, request)
		if page is None:
			raise DoesNotExistError(_("There is nothing at {0}.").format(request.path[:140]))
		return page

	def _authenticate(self, context: Context, request: Request) -> None:
		header = request.headers.get("authorization")
		if header:
			user = login.user_of_header(header, request.remote_addr, self.attempts)
			language = context.db.get_value("User", user, "language")
			context.set_user(user)
			context.lang = language or context.lang
			request.has_key = True
			return
		sid = request.cookies.get(sessions.COOKIE)
		if not sid or sid == GUEST:
			return
		session, now = sessions.find(sid), time.time()
		idle, lifetime = sessions.idle_seconds(), sessions.lifetime_seconds()
		if session and sessions.is_alive(session, self.last_use.of(session), now, idle, lifetime):
			sessions.take_on(context, session, sid)
			self.last_use.note(session, now)
		else:
			context.response["session_expired"] = 1

	def _check_csrf(self, context: Context, request: Request) -> None:
		"""A page of another site must not act with the cookies of this one's user."""
		if request.is_reading or request.has_key:
			return
		if context.user == GUEST:
			if is_foreign(request, context.conf):
				raise CSRFTokenError(_("Invalid Request"))
			return
		given = request.headers.get("x-frappe-csrf-token") or request.form.get("csrf_token")
		if not sessions.is_right_token(context, given):
			raise CSRFTokenError(_("Invalid Request"))

	def _login_or_logout(self, context: Context, request: Request, route: Route) -> Action:
		if request.method != "POST":
			raise PermissionError(
				_("{0} answers to {1} only, not to {2}.").format(route.method, "POST", request.method)
			)
		if route.method == "logout":
			self._check_csrf(context, request)
			return Action(lambda: self._log_out(request), writes=True)
		if is_foreign(request, context.conf):
			raise CSRFTokenError(_("Invalid Request"))
		given = context.form_dict
		if given.tmp_id:
			return Action(lambda: self._log_in_with_code(request, given), writes=True)
		user = login.check_password_login(given.usr, given.pwd, request.remote_addr, self.attempts)
		if asked := second_factor.challenge(user):
			context.response.update(asked)
			return Action(lambda: None)
		return Action(lambda: self._log_in(request, user), writes=True)

	def _log_in_with_code(self, request: Request, given: Any) -> str:
		user, recovery_codes = second_factor.prove(given.tmp_id, given.otp)
		if recovery_codes:
			current().response["recovery_codes"] = recovery_codes
		return self._log_in(request, user)

	def _log_in(self, request: Request, user: str) -> str:
		context = current()
		agent, former = str(request.headers.get("user-agent", "")), request.cookies.get(sessions.COOKIE)
		sid, manager = login.open_session(user, request.remote_addr, agent, former)
		is_desk_user = manager.user_type == "System User"
		cookies = Cookies(request.scheme == "https", int(sessions.lifetime_seconds()))
		cookies.set(sessions.COOKIE, sid, http_only=True)
		told = (user, manager.full_name, "yes" if is_desk_user else "no")
		for name, value in zip(USER_COOKIES, told, strict=True):
			cookies.set(name, value)
		context.flags.new_cookies = cookies
		context.response.update(
			home_page="/app" if is_desk_user else "/",
			full_name=manager.full_name,
			csrf_token=context.session.data.csrf_token,
		)
		return "Logged In" if is_desk_user else "No App"

	def _log_out(self, request: Request) -> str:
		context = current()
		login.close_session()
		cookies = Cookies(request.scheme == "https", 0)
		for name in (sessions.COOKIE, *USER_COOKIES):
			cookies.set(name, "", http_only=name == sessions.COOKIE)
		context.flags.new_cookies = cookies
		context.response.update(home_page="/login", full_name=GUEST)
		return "Logged Out"

	# -- doing it

	def _carry_out(self, context: Context, request: Request, action: Action) -> Reply:
		try:
			for path in self.site.hooks.get("before_request"):
				call(path)
			result = action.run()
			if action.refuse_writes and context.db.has_uncommitted_writes:
				raise PermissionError(_("This method changes data: call it by POST."))
			reply = self._answer(context, result, action)
			if action.writes:
				context.db.commit()
		except Exception as error:
			return self._refuse(context, request, error)
		try:
			for path in self.site.hooks.get("after_request"):
				call(path, response=reply, request=request)
		except Exception as error:
			if not action.writes:
				return self._refuse(context, request, error)
			# The work is done and stored: telling the client otherwise would make it do it again.
			logger.exception("after_request failed on %s %s", request.method, request.path)
			context.db.rollback()
		return reply

	def _answer(self, context: Context, result: Any, action: Action) -> Reply:
		if isinstance(result, Reply):
			return result
		if action.status != 200:
			context.response.setdefault("http_status_code", action.status)
		reply = reply_of(
			context.response, envelope.success(context, result, context.request.version, action.key)
		)
		if context.flags.new_cookies:
			reply.headers.extend(context.flags.new_cookies.headers)
		return reply

	def _refuse(self, context: Context, request: Request, error: Exception) -> Reply:
		"""The reply to a request that failed; nothing it wrote stays."""
		context.db.rollback()
		status = envelope.status_of(error)
		self._record(context, request, error, status)
		body = envelope.failure(context, error, request.version)
		if context.response.get("session_expired"):
			body["session_expired"] = 1
		reply = Reply(status, encode(body))
		wait = getattr(error, "retry_after", None)
		if wait:
			reply.headers.append(("retry-after", str(wait)))
		return reply

	def _record(self, context: Context, request: Request, error: Exception, status: int) -> None:
		failed_user = getattr(error, "user", "")
		try:
			if failed_user != "":
				activity.note(failed_user, "Login", str(error), "Failed")
				context.db.commit()
			elif status >= 500:
				from banco.errorlog import log_error

				trace = "".join(traceback.format_exception(error))
				path = request.path if request.path.isprintable() else ascii(request.path)
				log_error(f"{request.method} {path}", trace)
				context.db.commit()
		except Exception:
			context.db.rollback()
			logger.exception("An error could not be recorded")
