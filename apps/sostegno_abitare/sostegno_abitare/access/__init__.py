"""Who sees which case (R50, BO-05), and who has read it (R51, BO-06)."""

CASE_DOCTYPES = (
	"Person",
	"Household",
	"Referral",
	"Assessment",
	"Waiting List Entry",
	"Commission Session",
	"PEI",
)
