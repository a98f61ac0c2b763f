"""Scorers, measures and generated test material; nothing here is needed to check or fix a text."""
