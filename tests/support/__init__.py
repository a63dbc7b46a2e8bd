"""What the black-box tests share: a host to talk to, and clients that speak Frappe's REST."""
