from tiny_app.setup import CALLS


def execute():
	CALLS.append("patch first")
