"""The states of an expense."""

DRAFT, ALLOCATED, COMPLETE, CLAIMED, SETTLED, CANCELLED = (
	"Draft",
	"Allocated",
	"Complete",
	"Claimed",
	"Settled",
	"Cancelled",
)
# Payments and papers stay as they are.
FINAL = (COMPLETE, CLAIMED, SETTLED)
