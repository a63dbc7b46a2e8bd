"""Queries: filters, fields and ordering as apps write them, made into SQL under the reader's permissions."""
