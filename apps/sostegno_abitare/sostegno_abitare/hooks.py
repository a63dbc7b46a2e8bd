from sostegno_abitare.access import CASE_DOCTYPES as _CASES
from sostegno_abitare.access import ROWS as _ROWS
from sostegno_abitare.access import TABLES as _TABLES
from sostegno_abitare.access import query_function as _query_function
from sostegno_abitare.administration.tracked import TRACKED as _TRACKED

app_name = "sostegno_abitare"
app_title = "Sostegno Abitare"
app_publisher = "Sostegno Abitare contributors"
app_description = "Social housing support for Italian municipalities"
app_email = "sostegno-abitare@example.org"
app_license = "AGPL-3.0-or-later"
app_color = "#0066cc"
app_icon = "octicon octicon-home"

after_install = "sostegno_abitare.setup.install.after_install"
after_migrate = ["sostegno_abitare.setup.install.after_migrate"]

# Rules and dated values are tried on cases before they are saved, from the same script.
doctype_js = {
	**dict.fromkeys(("Eligibility Rule", "Threshold"), "public/js/eligibility_trial.js"),
	# What is owed on a contract, and what may be done about it, from the contract itself.
	**dict.fromkeys(("Head Lease", "Sublease"), "public/js/rents_of_contract.js"),
	**dict.fromkeys(("Rent Update", "Security Deposit", "Rent Payment"), "public/js/kind_of_contract.js"),
}

# Rows: who sees which. One function per doctype, since older hosts do not pass the doctype along.
permission_query_conditions = {
	**{
		doctype: f"sostegno_abitare.access.queries.{_query_function(doctype)}"
		for doctype in (*_ROWS, *_TABLES)
	},
	"File": "sostegno_abitare.access.files.condition",
}
has_permission = {
	**dict.fromkeys(_ROWS, "sostegno_abitare.access.documents.has_permission"),
	"File": "sostegno_abitare.access.files.has_permission",
}
# A host may count rows, show places on a map and give the titles of linked documents without asking for any
# permission.
override_whitelisted_methods = {
	"frappe.client.get_count": "sostegno_abitare.access.counts.get_count",
	"frappe.desk.search.get_link_title": "sostegno_abitare.access.titles.get_link_title",
	"frappe.geo.utils.get_coords": "sostegno_abitare.access.maps.get_coords",
	"frappe.utils.global_search.search": "sostegno_abitare.access.search.search",
	**{
		f"frappe.core.page.permission_manager.permission_manager.{method}": (
			f"sostegno_abitare.administration.role_rights.{method}"
		)
		for method in ("update", "remove", "reset")
	},
}

# What the print formats read beside their document, as who prints may read it.
jinja = {
	"methods": [
		f"sostegno_abitare.printing.{name}"
		for name in (
			"sa_agreement",
			"sa_home",
			"sa_household",
			"sa_letter_head",
			"sa_name_of",
			"sa_pei_course",
			"sa_quarterly_sheet",
			"sa_reserved",
		)
	]
	+ ["sostegno_abitare.accountability.attendance_sheet.sa_attendance"]
	+ [f"sostegno_abitare.housing.contract_sheet.{name}" for name in ("sa_contract_sheet", "sa_tenant")]
	+ [f"sostegno_abitare.housing.rent_sheet.{name}" for name in ("sa_dues", "sa_rents")]
	+ [f"sostegno_abitare.accountability.plan_sheet.{name}" for name in ("sa_budget_plan", "sa_reallocation")]
	+ [f"sostegno_abitare.accountability.claim_sheet.{name}" for name in ("sa_claim", "sa_claim_vouchers")]
	+ [f"sostegno_abitare.funds.fund_sheet.{name}" for name in ("sa_guarantee", "sa_fund_plan")]
}

# Reads are collected while the request runs and written once it has ended, since a GET is rolled back.
after_request = [
	"sostegno_abitare.access.titles.hide_on_form",
	"sostegno_abitare.access.watches.stop",
	"sostegno_abitare.access.read_log.write_reads",
]

_LOGGED = {
	"after_insert": "sostegno_abitare.administration.log.note_insert",
	"on_change": "sostegno_abitare.administration.log.note_change",
	"after_rename": "sostegno_abitare.administration.log.note_rename",
	"after_delete": "sostegno_abitare.administration.log.note_delete",
}
_READ = {"onload": "sostegno_abitare.access.read_log.note_form"}
_FREED = {"on_cancel": "sostegno_abitare.funds.bank.matching.follow_cancelled"}
_FOLLOWED = {"on_update": "sostegno_abitare.housing.issuing.follow_contract"}
doc_events = {
	"*": {
		"before_print": "sostegno_abitare.access.titles.hide_on_print",
		"on_update": "sostegno_abitare.access.attachments.attach",
	},
	**dict.fromkeys(_CASES, _READ),
	# What an administrator changes without code is logged, whoever changes it.
	**dict.fromkeys(_TRACKED, _LOGGED),
	# A name that entries of a ledger hold, and their hashes with them, stays.
	"Municipality": {**_LOGGED, "before_rename": "sostegno_abitare.ledgers.names.keep_name"},
	"File": {
		"validate": "sostegno_abitare.access.attachments.keep_private",
		"on_trash": "sostegno_abitare.accountability.retention.keep_files",
	},
	# Dues follow what becomes of their contract.
	"Head Lease": _FOLLOWED,
	"Sublease": {**_READ, **_FOLLOWED},
	# What a guarantee fund paid is taken back with the fund's payment alone; what a movement of the bank registered,
	# cancelled by hand, sets the movement free.
	"Rent Payment": {
		**_READ,
		**_FREED,
		"before_cancel": "sostegno_abitare.funds.rents.keep",
	},
	"Rent Update": dict.fromkeys(
		("on_submit", "on_cancel"), "sostegno_abitare.housing.issuing.follow_update"
	),
	"Claim Payment": _FREED,
	"Guarantee Repayment": {**_READ, **_FREED},
	"Version": {"before_insert": "sostegno_abitare.access.history.mask_reserved_values"},
}

scheduler_events = {
	"daily": [
		"sostegno_abitare.housing.arrears.ask_for_steps",
		"sostegno_abitare.housing.doctype.security_deposit.security_deposit.write_due_interest",
	],
	"daily_long": ["sostegno_abitare.ledgers.checking.nightly"],
}
