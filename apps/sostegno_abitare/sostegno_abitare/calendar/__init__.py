"""Deadlines of the cases in the calendar of one's own choice, by an address that only its user knows."""
