"""Public names for passwords and encrypted fields."""

from banco.passwords import (
	check_password,
	get_decrypted_password,
	remove_encrypted_password,
	set_encrypted_password,
	update_password,
)

__all__ = [
	"check_password",
	"get_decrypted_password",
	"remove_encrypted_password",
	"set_encrypted_password",
	"update_password",
]
