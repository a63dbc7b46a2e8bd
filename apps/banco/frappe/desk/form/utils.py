"""Comments and attachments of a form."""

from banco.desk.form_utils import add_comment, delete_comment, remove_attach, update_comment

__all__ = ["add_comment", "delete_comment", "remove_attach", "update_comment"]
