"""Decisions as pure functions: plain values in, a verdict out. Nothing here reads a database or knows the
host.
"""
