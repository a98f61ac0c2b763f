"""Flag a preposition lost between a noun and a country ("the French invasion Russia") or read as "not" ("lives not Brazil").

Machine translation drops or fuses the preposition when the source language joins the two in another way (a genitive, an
adjective, a case ending). The first rule knows which preposition the noun takes before a country. The second one knows that
Portuguese "no" is "in the" or "on the": a "not" between a plain word and a name, with neither verb nor contrast, is one of these.
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
_MISREAD = re.compile(
    r"(?<![\w’'-])(?P<before>[a-z][\w-]+)[)”\"]?\s(?P<not>not)\s(?P<the>the\s)?"
    rf"(?P<part>(?:north|south|east|west|central|mid)[a-z-]*\s)?(?P<name>{_CAPITAL}[\w.’'-]*)"
)
_DAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\s[0-3]?\d\b"
)
# A name goes on behind the one found: "Mexico City", "USA.gov".
_LONGER = re.compile(rf"\s{_CAPITAL}|\.\s?[a-z]|-\w")
_CONTRAST = re.compile(r"(?:[^.;]{0,50}\s)?but\b")
# Shares among 1,350 such places in round trips through Portuguese, by what the original had; 4 million words of right text have
# none.
_MISREAD_SCORE = 0.9
_BY_TYPE = {
    Type.COMPANY: (("on", 0.7), ("in", 0.1), ("at", 0.05)),
    Type.PLACE: (("in", 0.48), ("in the", 0.28), ("at", 0.08)),
    Type.ORGANIZATION: (("in the", 0.45), ("in", 0.28), ("at the", 0.07)),
}
_THE_OTHERS = (("in", 0.6), ("on", 0.1), ("at", 0.1))
_OTHERS = (("in the", 0.22), ("in", 0.2), ("on", 0.16), ("at", 0.1))
# Words before which or after which "not" is what it says: no verb of English but these has it behind, and who hopes, thinks or
# means something may hope not.
_NEGATED = frozenset(
    "is are was were be been being am do does did has have had will would shall should can could may might must ought need dare "
    "if and but or nor why whether as so then than though although because when while whereas that perhaps maybe certainly "
    "often still also just even simply always hope think guess suppose believe say says said see saw mean want blame choose "
    "chose prefer know known better rather only too much us them you him".split()
)


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    return RuleDetector("prepositions", lambda _, blocks: (slip for block in blocks for slip in _slips(block, names)))


def _slips(block: Block, names: Gazetteer) -> Iterator[Slip]:
    if not block.is_title_case:
        yield from _lost(block, names)
        if "not" in block.text:
            yield from _misread(block, names)


def _lost(block: Block, names: Gazetteer) -> Iterator[Slip]:
    base = block.span.start
    for match in _LOST.finditer(block.text):
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


def _misread(block: Block, names: Gazetteer) -> Iterator[Slip]:
    """Yield each "not" that stands for a preposition; the cure follows from what the name names."""
    for match in _MISREAD.finditer(block.text):
        before = match["before"]
        if before in _NEGATED or before.endswith("ly"):
            continue
        start = block.span.start + match.start("not")
        rest = block.document.text[block.span.start + match.end("name") : block.sentence_at(start).end]
        if _CONTRAST.match(rest):
            continue
        yield Slip(
            Span(start, start + len("not")),
            (),
            _MISREAD_SCORE,
            '"not" for the preposition before a name',
            Kind.PREPOSITION,
            tuple(
                Candidate(cure, share, "prepositions", "what stands before such a name")
                for cure, share in _cures(match, names)
            ),
        )


def _cures(match: re.Match[str], names: Gazetteer) -> tuple[tuple[str, float], ...]:
    """Return what may stand before the name of the match, each with its share; sure of days and countries, and of little else."""
    text, start = match.string, match.start("name")
    if _DAY.match(text, start):
        return (("on", 0.9),)
    others = _THE_OTHERS if match["the"] else _OTHERS
    found = names.longest(text, start)
    if found is None or _LONGER.match(text, found.end):
        return others
    kind, name = found.entry.type, text[start : found.end]
    if kind is Type.COUNTRY and is_country(name, names):
        country = names.country_of(name)
        takes_article = country is not None and country.article and not match["the"] and not match["part"]
        return (("in the" if takes_article else "in", 0.88),)
    if kind is Type.PLACE and (match["the"] or match["part"]):
        return (("in", 0.87),)
    return others if match["the"] else _BY_TYPE.get(kind, others)


def is_country(form: str, names: Gazetteer) -> bool:
    """Tell whether a form is a country's name in English."""
    return any(
        reading.entry.type is Type.COUNTRY and reading.part in {Part.NAME, Part.FORMAL} and reading.relation.accepted
        for reading in names.lookup(form)
    )
