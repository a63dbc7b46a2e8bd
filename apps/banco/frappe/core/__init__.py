"""The core's doctypes: the paths under which apps import their controllers."""
