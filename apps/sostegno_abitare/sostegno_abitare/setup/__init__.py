"""What a site needs besides the doctypes: made when missing, never overwritten, since it is the
administrator's from then on.
"""
