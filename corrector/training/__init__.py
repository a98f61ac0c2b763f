"""Training material: garbled text with exact spans and cures, made from text that is known to be right.

Everything here is a tool of the data pipeline; nothing of it runs when the product corrects a text. ``build`` orders
the stages; each stage reads and writes plain shards, so any of them can be run again alone.
"""
