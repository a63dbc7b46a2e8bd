"""What a user's roles and user permissions open.

A case is open to a social worker through the municipality, to a coordinator through the agreement (both as
User Permissions; neither sees a case without one), to a case manager through the assignment, to a member of
the Commission through the agenda of its sessions. Roles add up. The fields of a case that name municipality
and agreement ignore the framework's own user permissions, which would hide from a Commission the cases of the
other municipalities that it decides on; the conditions built here take their place.

What is of the territory (homes, contracts, meetings) is open through the bonds alone, to whatever role reads it.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.permissions import get_user_permissions

from . import OWN_RULE, ROWS, TERRITORY, Rows
from .roles import CASE_MANAGER, COMMISSION_MEMBER, COORDINATOR, PROGRAMME_ADMINISTRATOR, SOCIAL_WORKER


@dataclass(frozen=True)
class Territory:
	"""The municipalities and agreements a user is bound to; None is no bond."""

	municipalities: tuple[str, ...] | None = None
	agreements: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Scope:
	"""What opens rows to a user: each part is empty where the role is missing or nothing is assigned.

	`by_place` opens rows by the agreement and municipality they name themselves, through the roles `place_roles`
	or, where there are none, through whatever role reads them; `own` opens the rows that name the user.
	"""

	user: str
	everything: bool = False
	as_social_worker: Territory | None = None
	as_coordinator: Territory | None = None
	as_case_manager: bool = False
	on_the_agenda: bool = False
	by_place: Territory | None = None
	place_roles: tuple[str, ...] = ()
	own: bool = False

	@property
	def territories(self) -> list[Territory]:
		"""The territories whose cases are open."""
		return [territory for territory in (self.as_social_worker, self.as_coordinator) if territory]


def scope_of(user: str, doctype: str, writing: bool = False) -> Scope:
	"""The scope of a user on a doctype. Being on an agenda lets read, never write, a case."""
	roles = set(frappe.get_roles(user))
	if user == "Administrator" or PROGRAMME_ADMINISTRATOR in roles:
		return Scope(user, everything=True)
	bonds = get_user_permissions(user)
	territory = Territory(_bound(bonds, "Municipality", doctype), _bound(bonds, "Service Agreement", doctype))
	bound = territory if territory.municipalities or territory.agreements else None
	rows = ROWS.get(doctype, Rows(OWN_RULE))
	named = tuple(role for role in rows.also if role in roles and not (writing and rows.by == OWN_RULE))
	if rows.by == TERRITORY:
		# Who is named by the row itself reads it; to write, the owner has to come with a link, as of an entry in a
		# register that others keep.
		own = bool(rows.own) and not (writing and "." not in rows.own)
		return Scope(user, by_place=bound if named or not rows.own else None, place_roles=named, own=own)
	return Scope(
		user,
		as_social_worker=territory if SOCIAL_WORKER in roles and territory.municipalities else None,
		as_coordinator=bound if COORDINATOR in roles else None,
		as_case_manager=CASE_MANAGER in roles,
		on_the_agenda=COMMISSION_MEMBER in roles and not writing,
		by_place=bound if named else None,
		place_roles=named,
	)


def bound_to(user: str, allow: str) -> set[str]:
	"""The municipalities or agreements (`allow`) that a user is bound to, for whatever document; none is no
	bond.
	"""
	return {row["doc"] for row in get_user_permissions(user).get(allow, [])}


def _bound(bonds: dict[str, list[Any]], allow: str, doctype: str) -> tuple[str, ...] | None:
	names = [row["doc"] for row in bonds.get(allow, []) if row.get("applicable_for") in (None, "", doctype)]
	return tuple(names) or None
