"""Public names of the sandbox."""

from banco.sandbox import safe_eval

__all__ = ["safe_eval"]
