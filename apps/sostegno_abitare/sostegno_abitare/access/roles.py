"""The roles of the service, by the names they have as documents."""

SOCIAL_WORKER = "Social Worker"
CASE_MANAGER = "Case Manager"
COORDINATOR = "Coordinator"
COMMISSION_MEMBER = "Commission Member"
HOUSING_MANAGER = "Housing Manager"
FINANCE_OFFICER = "Finance Officer"
PUBLIC_CONTROLLER = "Public Controller"
VOLUNTEER_COORDINATOR = "Volunteer Coordinator"
VOLUNTEER = "Volunteer"
PROGRAMME_ADMINISTRATOR = "Programme Administrator"

ALL_ROLES = (
	SOCIAL_WORKER,
	CASE_MANAGER,
	COORDINATOR,
	COMMISSION_MEMBER,
	HOUSING_MANAGER,
	FINANCE_OFFICER,
	PUBLIC_CONTROLLER,
	VOLUNTEER_COORDINATOR,
	VOLUNTEER,
	PROGRAMME_ADMINISTRATOR,
)
