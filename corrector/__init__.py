"""Find and repair machine-translation garble in English text."""

__version__ = "0.1.0"
