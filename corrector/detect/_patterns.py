"""Patterns that several detectors build on."""

from __future__ import annotations

import re

# A capital letter, as a class of a regular expression: those of Western European names, and the Slavic and Turkish ones beside.
CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČĆĐİŞ]"
POSSESSIVE = re.compile(r"['’]s?\Z")
