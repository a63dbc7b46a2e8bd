"""The bank: statements in, orders of payment out, and what each movement is."""
