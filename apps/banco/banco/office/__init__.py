"""What an office works with, built on the engine: reports, prints, imports, mail and notices, search, figures."""
