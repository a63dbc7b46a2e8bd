from __future__ import annotations

import pytest
from tests_support import user

import frappe
from banco import passwords
from banco.errors import AuthenticationError, TooManyRequestsError, ValidationError


@pytest.fixture
def ada(ctx):
	return user("ada@example.org", new_password="four unlikely words", first_name="Ada")


def test_a_password_is_kept_as_an_argon2id_hash_only(ctx, ada):
	assert passwords.is_right_password("ada@example.org", "four unlikely words")
	assert not passwords.is_right_password("ada@example.org", "Four unlikely words")
	stored = ctx.db.sql("select password from `__Auth` where name = 'ada@example.org'")
	assert [row[0][:10] for row in stored] == ["$argon2id$"]
	assert "unlikely" not in frappe.as_json(frappe.get_doc("User", "ada@example.org"))
	assert "unlikely" not in str(ctx.db.sql("select * from `tabUser`"))


def test_unknown_users_and_users_without_a_password(ctx):
	user("plain@example.org")
	for name in ("plain@example.org", "nobody@example.org", None):
		assert not passwords.is_right_password(name, "anything")
	with pytest.raises(AuthenticationError):
		passwords.check_password("nobody@example.org", "x")


@pytest.mark.parametrize("weak", ["short", "password123", "adaexample", "12345678910", "qwertyuiop"])
def test_passwords_that_are_easily_guessed(ctx, weak):
	with pytest.raises(ValidationError):
		user("ada2@example.org", new_password=weak, first_name="Ada")
	assert not ctx.db.exists("User", "ada2@example.org")


def test_a_long_password_is_no_burden(ctx, ada):
	assert not passwords.is_right_password("ada@example.org", "x" * 10**6)
	longest = ("lampada tavolo " * 80)[: passwords.LONGEST_PASSWORD]
	passwords.update_password("ada@example.org", longest)
	assert passwords.is_right_password("ada@example.org", longest)
	assert not passwords.is_right_password("ada@example.org", f"{longest}x"), "nothing is cut off"
	with pytest.raises(ValidationError):
		passwords.update_password("ada@example.org", "x" * 2000)
	with pytest.raises(ValidationError):
		passwords.update_password("ada@example.org", "")


def test_api_secrets(ctx, ada):
	from banco.accounts.account import generate_keys

	keys = generate_keys("ada@example.org")
	assert passwords.is_right_api_secret("ada@example.org", keys["api_secret"])
	assert not passwords.is_right_api_secret("ada@example.org", keys["api_secret"][:-1])
	assert keys["api_secret"] not in str(ctx.db.sql("select * from `__Auth`"))
	frappe.get_doc("User", "ada@example.org").save()
	assert passwords.is_right_api_secret("ada@example.org", keys["api_secret"])
	again = generate_keys("ada@example.org")
	assert again["api_key"] == keys["api_key"]
	assert not passwords.is_right_api_secret("ada@example.org", keys["api_secret"])


def test_only_a_manager_makes_keys_for_others(ctx, ada):
	from banco.accounts.account import generate_keys

	user("bob@example.org")
	frappe.set_user("bob@example.org")
	with pytest.raises(frappe.PermissionError):
		generate_keys("ada@example.org")
	assert generate_keys("bob@example.org")["api_key"]


def test_fields_that_must_be_read_back_are_encrypted(ctx):
	passwords.set_encrypted_password("System Settings", "System Settings", "mail secret", "mail_password")
	stored = ctx.db.sql("select password from `__Auth` where fieldname = 'mail_password'")[0][0]
	assert "mail secret" not in stored
	args = ("System Settings", "System Settings", "mail_password")
	assert passwords.get_decrypted_password(*args) == "mail secret"
	passwords.remove_encrypted_password(*args)
	with pytest.raises(AuthenticationError):
		passwords.get_decrypted_password(*args)
	assert passwords.get_decrypted_password(*args, raise_exception=False) is None


def test_changing_ones_own_password_needs_the_old_one(ctx, ada):
	from banco.accounts.recovery import update_password

	frappe.set_user("ada@example.org")
	with pytest.raises(AuthenticationError):
		update_password("some other unlikely words", old_password="wrong")
	update_password("some other unlikely words", old_password="four unlikely words")
	assert passwords.is_right_password("ada@example.org", "some other unlikely words")


def test_a_taken_over_session_cannot_try_out_passwords(ctx, ada):
	from banco.accounts.recovery import update_password

	frappe.set_user("ada@example.org")
	for _attempt in range(5):
		with pytest.raises(AuthenticationError):
			update_password("some other unlikely words", old_password="wrong")
	with pytest.raises(TooManyRequestsError):
		update_password("some other unlikely words", old_password="four unlikely words")
	assert passwords.is_right_password("ada@example.org", "four unlikely words")


def test_asking_for_a_password_writes_nothing(ctx, ada, monkeypatch):
	# A login asks in a reading context, where a write would be lost.
	monkeypatch.setattr(
		passwords, "_hasher", passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
	)
	before = ctx.db.sql("select password from `__Auth`")
	assert passwords.is_right_password("ada@example.org", "four unlikely words")
	assert ctx.db.sql("select password from `__Auth`") == before


def test_deleting_a_user_deletes_the_secrets(ctx, ada):
	frappe.delete_doc("User", "ada@example.org", force=True)
	assert ctx.db.sql("select 1 from `__Auth` where name = 'ada@example.org'") == ()


def test_without_the_policy_length_alone_counts(ctx, ada):
	settings = frappe.get_doc("System Settings")
	settings.update({"enable_password_policy": 0, "minimum_password_length": 14}).save()
	passwords.update_password("ada@example.org", "passwordpassword")
	with pytest.raises(ValidationError):
		passwords.update_password("ada@example.org", "Xk3 9!fq-Pz0w")
