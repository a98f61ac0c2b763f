"""Flag a preposition lost between a noun and a country, such as "the French invasion Russia".

Machine translation drops or fuses the preposition when the source language joins the two in another way (a genitive, an
adjective, a case ending). The rule knows which preposition the noun takes before a country.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.detect._knowledge import gazetteer
from corrector.detect._rules import RuleDetector, Slip
from corrector.detect.titles import nationality
from corrector.gazetteer import Part, Type
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.segment import Block

# The preposition that a noun takes before a country. The frequent nouns were counted in edited English ("war in" 51 times,
# "war with" 25, "war against" 11; "ambassador to" 8 of 9; "invasion of" 17 of 17), the rare ones follow their class.
_PREPOSITIONS = {
    preposition: frozenset(nouns.split())
    for preposition, nouns in {
        "in": "war wars conflict intervention troops forces soldiers embassy consulate investment investments operation "
        "operations offensive base bases mission missions campaign peacekeepers involvement presence rule influence meddling "
        "interference",
        "of": "invasion occupation annexation blockade bombardment bombing recognition conquest colonization colonisation",
        "on": "attack attacks assault sanctions strikes raids tariffs embargo policy",
        "to": "ambassador envoy visit trip exports aid assistance loans shipments deliveries flights threat response",
        "with": "relations ties alliance trade border talks negotiations cooperation agreement treaty pact deal dispute "
        "friendship rivalry partnership",
        "against": "aggression",
        "for": "support",
        "from": "withdrawal retreat imports independence",
    }.items()
}
_TAKES = {noun: preposition for preposition, nouns in _PREPOSITIONS.items() for noun in nouns}
_NOUN = "|".join(sorted((f"[{n[0].upper()}{n[0]}]{n[1:]}" for n in _TAKES), key=len, reverse=True))
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
# What may follow the country without making it an attribute of the next noun ("the American war Vietnam veterans").
_AFTER = (
    r"(?=\s*(?:[.,;:!?)”\"]|\Z|\s(?:in|on|at|by|to|for|from|with|and|or|but|as|is|was|were|are|has|had|have|will|would|since|after"
    r"|before|during|until|because|which|that|when|while|who|under|over|against|where|must|could|can|may|should|began|came|went|took|made|led|grew|fell|rose|cost|left|did|does|\w+ed)\b))"
)
_LOST = re.compile(
    rf"\b(?P<nation>{_CAPITAL}[\w-]+(?:\s{_CAPITAL}[\w-]+)?)\s(?P<noun>{_NOUN})\s"
    rf"(?P<country>(?:the\s)?{_CAPITAL}[\w'’-]+(?:\s(?:of\s|and\s)?{_CAPITAL}[\w'’-]+)?){_AFTER}"
)
_SCORE = 0.9
_CONFIDENCE = 0.82  # the noun's first preposition; another one would be right, too, in about one of six


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    return RuleDetector("prepositions", lambda _, blocks: (slip for block in blocks for slip in _slips(block, names)))


def _slips(block: Block, names: Gazetteer) -> Iterator[Slip]:
    base = block.span.start
    for match in () if block.is_title_case else _LOST.finditer(block.text):
        nation = nationality(match["nation"], names) or nationality(match["nation"].split()[-1], names)
        if nation is None or not is_country(match["country"].removeprefix("the "), names):
            continue
        noun = match["noun"]
        # Mid-sentence the noun's capital is part of the same damage, unless it belongs to a name ("Korean War").
        written = noun if names.is_name(f"{match['nation']} {noun}") else noun.lower()
        preposition = _TAKES[noun.lower()]
        country = match["country"]
        cure = f"{match['nation']} {written} {preposition} {country}"
        yield Slip(
            Span(base + match.start("nation"), base + match.end("country")),
            (),
            _SCORE,
            "no preposition between the noun and the country",
            Kind.PREPOSITION,
            (Candidate(cure, _CONFIDENCE, "prepositions", "the preposition that the noun takes before a country"),),
        )


def is_country(form: str, names: Gazetteer) -> bool:
    """Tell whether a form is a country's name in English."""
    return any(
        reading.entry.type is Type.COUNTRY and reading.part in {Part.NAME, Part.FORMAL} and reading.relation.accepted
        for reading in names.lookup(form)
    )
