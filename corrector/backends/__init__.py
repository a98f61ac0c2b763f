"""Model runtimes: loaded on first use, closable, NumPy arrays in and out."""
