"""Training of the rewriter: examples, network, loop, export.

Needs PyTorch and ``transformers``; the trained rewriter runs without them.
"""
