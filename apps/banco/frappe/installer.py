"""Public names for installing."""

from banco.install import update_site_config

__all__ = ["update_site_config"]
