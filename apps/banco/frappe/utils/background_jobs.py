"""The names of the background jobs that apps import."""

# ruff: noqa: F401
from banco.jobs.queue import enqueue, enqueue_doc, is_job_enqueued
