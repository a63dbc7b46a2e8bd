"""Documents on paper: print formats, letter heads, PDF."""
