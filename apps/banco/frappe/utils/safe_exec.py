"""Public names of the sandbox."""

from banco.sandbox import safe_eval, safe_exec

__all__ = ["safe_eval", "safe_exec"]
