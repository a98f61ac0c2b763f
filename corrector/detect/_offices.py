"""Offices and titles as they stand before a person's name."""

from __future__ import annotations

import re

# Offices of a state: what a nationality goes before ("Peruvian President Name").
_STATE = (
    "President|Vice President|Vice-President|Prime Minister|Deputy Prime Minister|Premier|Chancellor|Vice Chancellor|King|Queen"
    "|Emperor|Empress|Emir|Sultan|Crown Prince|Prince|Princess|Foreign Minister|Defence Minister|Defense Minister"
    "|Finance Minister|Interior Minister|Justice Minister|Trade Minister|Energy Minister|Health Minister"
    "|Education Minister|Economy Minister|Foreign Secretary|Minister|Ambassador|Opposition Leader|Leader|Dictator"
    "|Chief of Staff|Attorney General|Senator|Deputy|Speaker|General|Admiral|Governor|Spokesman|Spokeswoman|Spokesperson"
)
STATE_OFFICE = rf"(?i:(?:former |interim |acting |then-)?(?:{_STATE}))"
# Courtesy titles and ranks that stand before a surname alone.
COURTESY = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Prof|Professor|Gen|General|Col|Colonel|Sen|Rep|Gov|Rev)\.?"

OFFICE_WORDS = frozenset(word for office in _STATE.split("|") for word in office.lower().split() if word != "of")
IS_STATE_OFFICE = re.compile(STATE_OFFICE + r"\Z")
