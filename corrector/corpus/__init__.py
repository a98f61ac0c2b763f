"""Batch cleaning of corpora: local processes, Ray, and a callable for any other engine."""
