"""The same helpers, under the path that some apps import them from."""

from frappe.utils import *  # noqa: F403
