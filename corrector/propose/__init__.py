"""Proposers: one a file."""
