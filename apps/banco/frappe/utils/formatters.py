"""Values as people read them."""

from banco.formatting import format_value

__all__ = ["format_value"]
