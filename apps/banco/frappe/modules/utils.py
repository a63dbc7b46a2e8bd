"""The same names, under the path that some apps import them from."""

from frappe.modules import *  # noqa: F403
