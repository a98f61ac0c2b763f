"""Offices and titles as they stand before a person's name."""

from __future__ import annotations

import re

# Offices of a state: what a nationality goes before ("Peruvian President Name").
_MINISTRIES = (
    "Foreign|Defence|Defense|Finance|Interior|Justice|Trade|Energy|Health|Education|Economy|Economic|Transport|Agriculture"
    "|Labour|Labor|Environment|Culture|Sports|Tourism|Information|Oil|Home|Security|Science|Industry|Planning|Housing|State"
)
_STATE = (
    "Vice[ -]President|Deputy President|President|Deputy Prime Minister|Prime Minister|Premier|Vice Chancellor|Chancellor|King"
    "|Queen|Emperor|Empress|Emir|Sultan|Crown Prince|Prince|Princess"
    f"|(?:Deputy )?(?:{_MINISTRIES}) Minister|(?:{_MINISTRIES}) Secretary|Minister|Ambassador|Opposition Leader|Leader|Dictator"
    "|Chief of Staff|Attorney General|Senator|Deputy|Speaker|General|Admiral|Governor|Spokesman|Spokeswoman|Spokesperson"
)
STATE_OFFICE = rf"(?i:(?:former |interim |acting |then-)?(?:{_STATE}))"
# Courtesy titles and ranks that stand before a surname alone.
COURTESY = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Prof|Professor|Gen|General|Col|Colonel|Sen|Rep|Gov|Rev)\.?"

OFFICE_WORDS = frozenset(re.findall(r"[a-z]{3,}", f"{_STATE} {_MINISTRIES}".lower())) - {
    "staff",
    "chief",
    "home",
    "state",
}
# All words that stand before a person's name as a title, an office or a rank.
TITLE_WORDS = OFFICE_WORDS | frozenset(
    "archbishop ayatollah bishop brigadier captain cardinal chairman chairwoman chairperson colonel commander commissioner "
    "congressman congresswoman councillor counsellor detective director doctor envoy inspector judge justice lieutenant "
    "marshal mayor patriarch professor representative sergeant sheikh sheriff superintendent treasurer".split()
)
