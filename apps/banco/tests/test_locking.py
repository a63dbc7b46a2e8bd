"""Two writers, one document."""

from __future__ import annotations

import threading

import pytest

import frappe
from banco.context import use
from banco.site import Site


def test_a_save_sees_what_was_committed_after_it_was_read(site: Site) -> None:
	with site.context() as context:
		role = frappe.get_doc({"doctype": "Role", "role_name": "Contended"}).insert()
		context.db.commit()
		with site.context(write=False) as reading:
			stale = frappe.get_doc("Role", role.name)
			with use(context):
				role.home_page = "/first"
				role.save()
				context.db.commit()
			assert frappe.get_doc("Role", role.name).home_page != "/first"
			stale.home_page = "/second"
			with pytest.raises(frappe.TimestampMismatchError):
				stale.save()
			reading.db.rollback()
			assert frappe.get_doc("Role", role.name).home_page == "/first"


def test_many_threads_lose_no_update(site: Site) -> None:
	with site.context():
		frappe.get_doc({"doctype": "Role", "role_name": "Counted", "home_page": "0"}).insert()
	refused: list[int] = []

	def add() -> None:
		for _ in range(15):
			with site.context(write=False):
				doc = frappe.get_doc("Role", "Counted")
				doc.home_page = str(int(doc.home_page) + 1)
				try:
					doc.save()
					frappe.db.commit()
				except frappe.TimestampMismatchError:
					refused.append(1)

	threads = [threading.Thread(target=add) for _ in range(4)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	with site.context(write=False):
		assert int(frappe.get_doc("Role", "Counted").home_page) + len(refused) == 60
