"""Batch cleaning of corpora."""
