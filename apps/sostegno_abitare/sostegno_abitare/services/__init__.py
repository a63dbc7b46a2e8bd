"""The services as files: reading, checking and loading them through documents."""
