"""The web room: HTTP in front of documents, lists and whitelisted functions."""
