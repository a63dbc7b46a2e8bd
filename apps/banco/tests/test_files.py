"""Files: kept whole, inside the site, for those who may read them."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from documents_support import case_doctypes, new
from tests_support import user

import frappe
from banco import files
from banco.context import Context
from banco.site import Site


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes(max_attachments=2)
	user("clerk@example.com", ["Clerk"])
	user("stranger@example.com", [])


def upload(name: str = "a.txt", content: bytes = b"hello", **values: Any) -> Any:
	return files.save_upload(name, io.BytesIO(content), **values)


def stored(site: Site) -> list[Path]:
	return [path for folder in ("private/files", "public/files") for path in (site.path / folder).iterdir()]


def test_a_file_is_private_and_found_again(ctx: Context, site: Site) -> None:
	file = upload("Ricevuta è.PDF", b"x" * 200_000)
	path, name = files.readable_path(file.file_url)
	assert path.parent == (site.path / "private" / "files").resolve() and path.stat().st_size == 200_000
	assert (name, file.is_private, file.file_size, file.file_type) == ("Ricevuta è.PDF", 1, 200_000, "PDF")
	assert len(file.content_hash) == 64 and files.path_of(file.file_url).read_bytes() == b"x" * 200_000
	public = new("File", file_name="p.txt", content="text", is_private=0).insert()
	assert public.file_url.startswith("/files/") and "content" not in public.as_dict()


def test_a_rollback_leaves_no_file_and_a_deletion_removes_it(ctx: Context, site: Site) -> None:
	before = stored(site)
	upload()
	assert len(stored(site)) == len(before) + 1
	ctx.db.rollback()
	assert stored(site) == before
	file = upload()
	ctx.db.commit()
	file.delete()
	assert len(stored(site)) == len(before) + 1
	ctx.db.commit()
	assert stored(site) == before


@pytest.mark.parametrize(
	"name",
	[
		"../../site_config.json",
		"/etc/passwd",
		"..\\..\\x.exe",
		"a\0b.txt",
		"a\nb.txt",
		"x" * 500 + ".pdf",
		".",
		"",
		"con:|?.txt",
		"\u202efdp.exe",
		"a;rm -rf $HOME`.sh",
		"<img src=x>.png",
	],
)
def test_no_name_leads_out_of_the_folder(ctx: Context, site: Site, name: str) -> None:
	file = upload(name)
	path, shown = files.readable_path(file.file_url)
	assert path.parent == (site.path / "private" / "files").resolve() and len(path.name) < 160
	assert not set(shown) & set("/\\\0\n<>:|?;`$\u202e") and shown


@pytest.mark.parametrize(
	"url",
	[
		"/private/files/../../site_config.json",
		"/private/files/",
		"/private/files/a\0",
		"/etc/passwd",
		"",
		"/files/../private/files/x",
		"file:///etc/passwd",
	],
)
def test_no_address_leads_out_of_the_folder(ctx: Context, url: str) -> None:
	with pytest.raises(frappe.DoesNotExistError):
		files.readable_path(url)
	with pytest.raises(frappe.ValidationError):
		new("File", file_name="x", file_url=url).insert()


def test_readers_of_the_document_read_its_files(ctx: Context) -> None:
	case = new("Case", title="A").insert()
	file = upload(doctype="Case", docname=case.name)
	loose = upload("loose.txt")
	frappe.set_user("clerk@example.com")
	assert files.readable_path(file.file_url) and frappe.has_permission("File", "read", file)
	for address in (loose.file_url,):
		with pytest.raises(frappe.PermissionError):
			files.readable_path(address)
	frappe.set_user("Administrator")
	inner = upload("inner.txt", doctype="Case", docname=case.name, fieldname="secret")
	frappe.set_user("clerk@example.com")
	with pytest.raises(frappe.PermissionError):
		files.readable_path(inner.file_url)
	for name in ("stranger@example.com", "Guest"):
		frappe.set_user(name)
		with pytest.raises(frappe.PermissionError):
			files.readable_path(file.file_url)
		with pytest.raises(frappe.PermissionError):
			upload(doctype="Case", docname=case.name)


def test_an_address_alone_opens_nothing(ctx: Context) -> None:
	case = new("Case", title="A").insert()
	secret = upload("secret.txt")
	frappe.set_user("clerk@example.com")
	with pytest.raises(frappe.PermissionError):
		new("File", file_url=secret.file_url, attached_to_doctype="Case", attached_to_name=case.name).insert(
			ignore_permissions=True
		)
	own = upload("own.txt", doctype="Case", docname=case.name)
	own.file_url = secret.file_url
	own.save(ignore_permissions=True)
	assert own.file_url != secret.file_url


def test_limits(ctx: Context) -> None:
	case = new("Case", title="A").insert()
	for _ in range(2):
		upload(doctype="Case", docname=case.name)
	with pytest.raises(frappe.ValidationError, match="2 attachments"):
		upload(doctype="Case", docname=case.name)
	with pytest.raises(frappe.MaxFileSizeReachedError):
		upload(content=b"x" * (26 * 1024 * 1024))
	with pytest.raises(frappe.DoesNotExistError):
		upload(doctype="Case", docname="none")
	with pytest.raises(frappe.ValidationError):
		new("File", file_name="empty").insert()
	assert frappe.db.count("File", {"is_folder": 0}) == 2


def test_files_go_with_their_document(ctx: Context, site: Site) -> None:
	case = new("Case", title="A").insert()
	file = upload(doctype="Case", docname=case.name)
	notes = frappe.get_all(
		"Comment", {"reference_name": case.name, "comment_type": "Attachment"}, pluck="content"
	)
	assert notes == ["a.txt"]
	case.delete()
	assert not frappe.db.exists("File", file.name)
	with pytest.raises(frappe.DoesNotExistError):
		files.readable_path(file.file_url)


def test_what_a_crash_left_is_deleted_after_a_day(ctx: Context, site: Site) -> None:
	folder = site.path / "private" / "files"
	kept = [files.path_of(upload().file_url), folder / "own.txt", folder / "just-0123456789.pdf"]
	left = [folder / ".upload-abc", folder / "bill-0123456789.pdf", folder / "bill-0123456789"]
	for path in (*kept, *left):
		assert path is not None
		path.touch()
		if path.name != "just-0123456789.pdf":
			os.utime(path, (0, 0))
	files.remove_orphans()
	assert all(path.exists() for path in kept if path) and not any(path.exists() for path in left)
	for path in kept[1:]:
		path.unlink()
