"""The core module: the doctypes that Banco itself needs, kept as JSON like any app's."""
