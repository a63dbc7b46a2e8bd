"""Storage: one SQLite file per site, reached through apsw; one writer, many readers."""
