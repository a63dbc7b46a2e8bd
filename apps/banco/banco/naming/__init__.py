"""How documents get their names: rules of the doctype, series, and what a name may be."""

import banco.document  # noqa: F401  # the two rooms need each other; this one is the second to load
