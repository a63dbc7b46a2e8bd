"""What an administrator changes without code: the log of every change, taking it to another site, and who
sees what, and why.
"""
