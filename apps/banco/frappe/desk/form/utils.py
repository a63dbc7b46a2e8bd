"""Comments and attachments of a form."""

from banco.desk.form_utils import add_comment, remove_attach

__all__ = ["add_comment", "remove_attach"]
