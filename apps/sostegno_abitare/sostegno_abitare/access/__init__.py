"""Who sees which case (R50, BO-05), and who has read it (R51, BO-06)."""

CASE_DOCTYPES = (
	"Person",
	"Household",
	"Referral",
	"Assessment",
	"Referral State Change",
	"Waiting List Entry",
	"Commission Session",
	"PEI",
)
# Child table -> the case doctype whose rows it follows.
CASE_TABLES = {
	"Household Member": "Household",
	"Eligibility Check": "Referral",
	"Assessed Need": "Assessment",
	"Commission Attendee": "Commission Session",
	"Commission Decision": "Commission Session",
	"PEI Goal": "PEI",
	"PEI Commitment": "PEI",
	"PEI Support": "PEI",
}
