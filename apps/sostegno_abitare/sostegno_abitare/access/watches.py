"""What a host sets going while a report runs, stopped when the report is refused."""

import threading
from typing import Any

# Frappe v15 puts a report that has not ended in 15 seconds aside for the background, for everybody and for good;
# it stops that watch when the report ends well, and forgets it when the report refuses.
WATCH = "enable_prepared_report"


def stop(request: Any = None, response: Any = None) -> None:
	"""Hook `after_request`: a refused report stays one that answers at once."""
	if getattr(response, "status_code", 200) < 400:
		return
	for thread in threading.enumerate():
		if isinstance(thread, threading.Timer) and getattr(thread.function, "__name__", "") == WATCH:
			thread.cancel()
