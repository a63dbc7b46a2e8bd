"""Who sees which rows (R50, BO-05), and who has read which case (R51, BO-06).

The whole app's row access is the table `ROWS`; roles say what may be done with rows that are open. A doctype of
the app stands here or in `OPEN`: a test derived from the schema fails for one that stands in neither.
"""

from dataclasses import dataclass

from .roles import (
	COORDINATOR,
	FINANCE_OFFICER,
	HOUSING_MANAGER,
	PUBLIC_CONTROLLER,
	VOLUNTEER_COORDINATOR,
)

OWN_RULE, CASE, TERRITORY, MINE = "own rule", "case", "territory", "mine"


@dataclass(frozen=True)
class Rows:
	"""How the rows of a doctype open.

	`by`: OWN_RULE, written for it in conditions.py; CASE, with the case in its field `referral`; TERRITORY, to
	whoever is bound to the `agreement` or `municipality` it names (an empty municipality is the whole agreement);
	MINE, to who made it alone.
	`also`: roles that see rows of a case by the agreement and municipality these name, without seeing the case; of
	an own rule for reading only. `tables`: child tables, which follow their document.
	`own`: the field that names the user whose row it is, or `link.field` of the document that a link names; that
	user sees the row without any bond, and writes it where a link says so. Rows of the territory that have an owner
	are open by place to the roles in `also` alone: any other role sees its own.
	"""

	by: str
	also: tuple[str, ...] = ()
	tables: tuple[str, ...] = ()
	own: str = ""


# A head rent is of no case: the agreement alone opens it.
_OF_RENTS = (HOUSING_MANAGER, FINANCE_OFFICER, COORDINATOR)
# Who looks after other people's hours; everybody else has the own ones.
_OF_STAFF = (COORDINATOR, FINANCE_OFFICER, PUBLIC_CONTROLLER)
_OF_VOLUNTEERS = (*_OF_STAFF, VOLUNTEER_COORDINATOR)
# The money of a fund is of a case, and read by its code.
_OF_FUNDS = (HOUSING_MANAGER, FINANCE_OFFICER, PUBLIC_CONTROLLER)

ROWS: dict[str, Rows] = {
	"Person": Rows(OWN_RULE),
	"Household": Rows(OWN_RULE, also=(HOUSING_MANAGER,), tables=("Household Member",)),
	"Referral": Rows(OWN_RULE, tables=("Eligibility Check",)),
	"Commission Session": Rows(OWN_RULE, tables=("Commission Attendee", "Commission Decision")),
	"Assessment": Rows(CASE, tables=("Assessed Need",)),
	"Referral State Change": Rows(CASE),
	"Waiting List Entry": Rows(CASE),
	"PEI": Rows(CASE, tables=("PEI Goal", "PEI Commitment", "PEI Support", "PEI Extension")),
	"PEI Review": Rows(CASE, tables=("PEI Review Goal", "PEI Review Commitment")),
	"Diary Entry": Rows(CASE),
	"Diary Sheet": Rows(MINE, tables=("Diary Sheet Row",)),
	"Group Activity": Rows(TERRITORY, tables=("Group Attendee",)),
	"Work Inclusion Plan": Rows(CASE, tables=("Work Plan Step",)),
	"Network Activation": Rows(CASE),
	"Public Event": Rows(TERRITORY, tables=("Event Audience", "Event Attendee", "Event Material")),
	"Innovative Housing Project": Rows(
		TERRITORY, tables=("Project Phase", "Project Resource", "Project Indicator")
	),
	"Surveyed Property": Rows(TERRITORY),
	"Steering Meeting": Rows(TERRITORY, tables=("Steering Attendee", "Steering Decision")),
	"Programme Indicator": Rows(TERRITORY),
	"Indicator Value": Rows(TERRITORY),
	"Property Owner": Rows(TERRITORY),
	"Housing Unit": Rows(TERRITORY, tables=("Cost Bearer",)),
	"Housing Proposal": Rows(CASE, also=(HOUSING_MANAGER,)),
	"Unit Scouting": Rows(TERRITORY, tables=("Scouting Contact", "Owner Protection")),
	"Hospitality Agreement": Rows(CASE, also=(HOUSING_MANAGER,), tables=("Hosted Guest",)),
	"Stay": Rows(CASE, also=(HOUSING_MANAGER,), tables=("Stay Guest",)),
	"Head Lease": Rows(TERRITORY),
	"Sublease": Rows(CASE, also=(HOUSING_MANAGER, FINANCE_OFFICER)),
	"Rent Update": Rows(TERRITORY),
	"Security Deposit": Rows(TERRITORY, tables=("Deposit Interest",)),
	"Rent Due": Rows(CASE, also=_OF_RENTS),
	"Rent Payment": Rows(CASE, also=_OF_RENTS, tables=("Rent Allocation",)),
	"Rent Run": Rows(TERRITORY),
	"Arrears Step": Rows(CASE, also=_OF_RENTS),
	"Repayment Agreement": Rows(CASE, also=_OF_RENTS, tables=("Repayment Due", "Repayment Instalment")),
	"Contact Point": Rows(TERRITORY),
	"Service Room": Rows(TERRITORY),
	"Room Booking": Rows(TERRITORY),
	"Front Office Contact": Rows(TERRITORY),
	"Front Office Appointment": Rows(TERRITORY),
	"Help Request": Rows(TERRITORY, tables=("Notice Month", "Help Request Step")),
	"Job Resource": Rows(TERRITORY),
	"Budget Row": Rows(TERRITORY, tables=("Budget Row Year",)),
	"Budget Reallocation": Rows(TERRITORY, tables=("Reallocation Line",)),
	"Budget Commitment": Rows(TERRITORY),
	"Guarantee Fund": Rows(TERRITORY),
	"Fund Allocation": Rows(TERRITORY),
	"Fund Transfer": Rows(TERRITORY),
	"Rent Guarantee": Rows(CASE, also=_OF_FUNDS),
	"Guarantee Disbursement": Rows(CASE, also=_OF_FUNDS, tables=("Disbursement Month",)),
	"Fund Repayment Plan": Rows(CASE, also=_OF_FUNDS, tables=("Fund Repayment Instalment",)),
	"Guarantee Repayment": Rows(CASE, also=_OF_FUNDS),
	"Fund Write-off": Rows(CASE, also=_OF_FUNDS),
	"Budget Ledger Entry": Rows(TERRITORY),
	"Fund Ledger Entry": Rows(TERRITORY),
	"Registered Volunteer": Rows(TERRITORY, also=_OF_VOLUNTEERS, own="user"),
	"Volunteer Hours": Rows(TERRITORY, also=_OF_VOLUNTEERS, own="volunteer.user"),
	"In-Kind Contribution": Rows(TERRITORY),
	"Attendance Register": Rows(TERRITORY),
	"Volunteer Refund": Rows(
		TERRITORY, also=_OF_VOLUNTEERS, tables=("Volunteer Refund Line",), own="volunteer.user"
	),
	"Volunteer Hours Sheet": Rows(MINE, tables=("Volunteer Hours Row",)),
	"Staff Member": Rows(TERRITORY, also=_OF_STAFF, tables=("Annual Cost",), own="user"),
	"Staff Hours": Rows(
		TERRITORY,
		also=_OF_STAFF,
		tables=("Staff Hours Day", "Staff Hours Cost"),
		own="staff_member.user",
	),
	"Expense": Rows(TERRITORY, tables=("Expense Line", "Expense Payment", "Expense Allocation")),
	"Integrity Finding": Rows(TERRITORY),
	"Reimbursement Claim": Rows(TERRITORY, tables=("Claim Exclusion",)),
	"Claim Line": Rows(TERRITORY),
	"Claim Co-participation Line": Rows(TERRITORY),
	"Claim Advance": Rows(TERRITORY),
	"Claim Payment": Rows(TERRITORY),
	"Dedicated Account": Rows(TERRITORY),
	"Bank Statement": Rows(TERRITORY),
	"Bank Movement": Rows(TERRITORY, tables=("Bank Match",)),
	"Payment Batch": Rows(TERRITORY, tables=("Payment Batch Item",)),
}
# Every row is open to the roles that read the doctype, but for the user permissions of the host.
OPEN = (
	"Municipality",
	"Network Organisation",
	"Service Agreement",
	"Agreement Action",
	"Threshold",
	"Eligibility Rule",
	"Capacity Scheme",
	"Lease Type",
	"ISTAT Index",
	"Arrears Ladder",
	"Cost Category",
	"Pay Scale",
	"Structural Resource",
	"Integrity Check",  # counts and hashes: what was found stands in findings
	"Regional Notice",
	"Case Read Log",
	"Arrears Month Claim",  # keys alone, for administrators
	"Calendar Feed",  # one's own alone, by the right itself
	"Configuration Change",
	"Configuration Transfer",
)

# Whose single documents are noted when read.
CASE_DOCTYPES = tuple(doctype for doctype, rows in ROWS.items() if rows.by in (OWN_RULE, CASE))
# Child table -> the doctype whose rows it follows.
TABLES = {table: doctype for doctype, rows in ROWS.items() for table in rows.tables}


def query_function(doctype: str) -> str:
	"""The name in queries.py of the condition on a doctype, for the hooks."""
	return doctype.lower().replace(" ", "_").replace("-", "_")
