app_name = "sostegno_abitare"
app_title = "Sostegno Abitare"
app_publisher = "Sostegno Abitare contributors"
app_description = "Social housing support for Italian municipalities"
app_email = "sostegno-abitare@example.org"
app_license = "AGPL-3.0-or-later"
app_color = "#0066cc"
app_icon = "octicon octicon-home"

required_apps = []

after_install = "sostegno_abitare.setup.install.after_install"
after_migrate = ["sostegno_abitare.setup.install.after_migrate"]

# Rows of cases: who sees which. One function per doctype, since older hosts do not pass the doctype along.
permission_query_conditions = {
	"Person": "sostegno_abitare.access.conditions.person",
	"Household": "sostegno_abitare.access.conditions.household",
	"Referral": "sostegno_abitare.access.conditions.referral",
	"Assessment": "sostegno_abitare.access.conditions.assessment",
	"Waiting List Entry": "sostegno_abitare.access.conditions.waiting_list_entry",
	"Commission Session": "sostegno_abitare.access.conditions.commission_session",
	"PEI": "sostegno_abitare.access.conditions.pei",
}

has_permission = {
	doctype: "sostegno_abitare.access.documents.has_permission" for doctype in permission_query_conditions
}

# Reads are collected while the request runs and written once it has ended, since a GET is rolled back.
after_request = ["sostegno_abitare.access.read_log.write_reads"]

doc_events = {
	"Version": {"before_insert": "sostegno_abitare.access.history.mask_reserved_values"},
}
