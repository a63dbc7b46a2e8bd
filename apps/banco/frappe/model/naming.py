"""`frappe.model.naming`."""

from banco.naming.series import getseries, make_autoname

__all__ = ["getseries", "make_autoname"]
