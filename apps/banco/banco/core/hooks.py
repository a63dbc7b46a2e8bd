"""The hooks of Banco's own core, read like any app's."""

app_name = "frappe"
app_title = "Banco"
app_publisher = "Banco contributors"
app_description = "A small single-process host for Frappe apps"
app_license = "AGPL-3.0-or-later"

_ABOUT = ("Comment", "Version")

permission_query_conditions = {
	**dict.fromkeys(_ABOUT, "banco.permissions.about.list_condition"),
	"File": "banco.files.list_condition",
	"Report": "banco.core.doctype.report.report.list_condition",
	"ToDo": "banco.core.doctype.todo.todo.get_permission_query_conditions",
}

_FINAL = dict.fromkeys(("validate", "on_trash", "before_rename"), "banco.accounts.final.refuse")
_DEFINES = dict.fromkeys(("on_update", "after_delete"), "banco.meta.definitions.changed")
_PERMITS = dict.fromkeys(("on_update", "after_delete"), "banco.permissions.clear_user_cache")

doc_events = {
	("Access Log", "Activity Log"): _FINAL,
	("Notification", "Translation", "Workflow"): _DEFINES,
	("DocShare", "Role", "User", "User Permission"): _PERMITS,
	("RQ Job", "Scheduled Job Type", "Scheduled Job Log", "Email Queue"): {
		"validate": "banco.jobs.queue.refuse_by_hand"
	},
}

scheduler_events = {
	"all": ["banco.office.mail.flush"],
	"daily": ["banco.jobs.schedule.tidy", "banco.office.report.run.tidy", "banco.office.notify.send_daily"],
	"daily_long": ["banco.files.remove_orphans"],
}

has_permission = {
	**dict.fromkeys(_ABOUT, "banco.permissions.about.has_permission"),
	"File": "banco.files.has_permission",
	"Report": "banco.core.doctype.report.report.has_permission",
	"ToDo": "banco.core.doctype.todo.todo.has_permission",
	"User": "banco.core.doctype.user.user.has_permission",
}
