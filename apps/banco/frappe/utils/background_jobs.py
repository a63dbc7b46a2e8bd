"""Public names for jobs."""

from banco.jobs import enqueue

__all__ = ["enqueue"]
