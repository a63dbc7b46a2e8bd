"""An app of two doctypes, made for the host's own tests."""

__version__ = "1.2.3"
