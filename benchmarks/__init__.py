"""The benchmarks: ``python -m benchmarks --data DIR`` prints and records every number the project claims.

DIR holds the development data (``gold/``, ``data/clean``, ``data/clean-eval``, ``data/lexicon``); none of it is part of the
project. No test runs a benchmark.
"""
