"""The hooks of Banco's own core, read like any app's."""

app_name = "frappe"
app_title = "Banco"
app_publisher = "Banco contributors"
app_description = "A small single-process host for Frappe apps"
app_license = "AGPL-3.0-or-later"
