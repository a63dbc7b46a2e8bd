"""Work put off: a queue in the database, threads of the server that empty it, and a calendar that fills it."""

from banco.jobs.queue import enqueue as enqueue
from banco.jobs.queue import enqueue_doc as enqueue_doc
