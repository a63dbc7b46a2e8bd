"""Accounts: passwords, second factors, sessions, API keys, and the logs of who did what."""
