"""The documents by which a site is changed without code, and what of them the log keeps. Hosts that lack one
of the doctypes pass it over.
"""

# Doctype -> the fields that are kept; none named: all of them.
TRACKED: dict[str, tuple[str, ...]] = {
	"Workflow": (),
	"Workflow State": (),
	"Workflow Action Master": (),
	"DocType": (),
	"Custom Field": (),
	"Property Setter": (),
	"Custom DocPerm": (),
	"Role": (),
	"Role Profile": (),
	"Module Profile": (),
	"User": (
		"enabled",
		"user_type",
		"role_profile_name",
		"module_profile",
		"roles",
		"block_modules",
		"api_key",
		"restrict_ip",
		"login_after",
		"login_before",
		"simultaneous_sessions",
	),
	"User Permission": (),
	"Print Format": (),
	"Print Settings": (),
	"Letter Head": (),
	"Notification": (),
	"Email Template": (),
	"Email Account": (),
	"Report": (),
	"Workspace": (),
	"Number Card": (),
	"Dashboard Chart": (),
	"Dashboard": (),
	"Translation": (),
	"Client Script": (),
	"Server Script": (),
	"System Settings": (),
	"Document Naming Rule": (),
	"Assignment Rule": (),
	"Scheduled Job Type": ("stopped", "frequency", "cron_format"),
	"Municipality": (),
	"Service Agreement": (),
	"Agreement Action": (),
	"Threshold": (),
	"Eligibility Rule": (),
	"Capacity Scheme": (),
	"Lease Type": (),
	"ISTAT Index": (),
}
# What the host keeps for itself, or derives: no decision of an administrator.
UNTRACKED_FIELDS = frozenset(
	(
		"workflow_data",
		"workflow_builder_id",
		"migration_hash",
		"link_count",
		"next_steering_on",
		"plan_state",
		"exhausted_on",
	)
)
# Documents whose names are drawn by lot go by what they say.
NAMED_BY: dict[str, tuple[str, ...]] = {
	"Custom DocPerm": ("parent", "role"),
	"User Permission": ("user", "allow", "for_value"),
	"Translation": ("source_text",),
}
