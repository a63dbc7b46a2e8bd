"""Set-up after installation and after every migration; running it again changes nothing."""

import frappe
from sostegno_abitare.access.roles import ALL_ROLES

from .logs import ensure_importers, ensure_log_readers
from .settings import ensure_settings
from .workflows import PEI, REFERRAL, ensure_workflow
from .workflows_of_accounts import ACCOUNTS
from .workflows_of_claims import REIMBURSEMENT_CLAIM
from .workflows_of_community import COMMUNITY
from .workflows_of_contracts import CONTRACTS
from .workflows_of_expenses import EXPENSES
from .workflows_of_funds import FUNDS
from .workflows_of_housing import HOUSING
from .workflows_of_people import PEOPLE

WORKFLOWS = (
	REFERRAL,
	PEI,
	*HOUSING,
	*CONTRACTS,
	*COMMUNITY,
	*FUNDS,
	*PEOPLE,
	*ACCOUNTS,
	*EXPENSES,
	REIMBURSEMENT_CLAIM,
)


def after_install() -> None:
	"""Hook: the app was installed on a site."""
	ensure()
	ensure_log_readers()
	ensure_importers()
	ensure_settings()


def after_migrate() -> None:
	"""Hook: the site was migrated; what a new version adds is made now."""
	ensure()


def ensure() -> None:
	"""Makes roles and workflows that are missing."""
	for role in ALL_ROLES:
		ensure_role(role)
	for workflow in WORKFLOWS:
		ensure_workflow(workflow)


def ensure_role(role: str) -> None:
	"""Makes a role of the desk, unless there is one of that name."""
	if not frappe.db.exists("Role", role):
		frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(
			ignore_permissions=True
		)
