"""The public exceptions."""

from banco.errors import *  # noqa: F403
