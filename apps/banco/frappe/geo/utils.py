"""Documents on a map."""

from banco.office.places import get_coords

__all__ = ["get_coords"]
