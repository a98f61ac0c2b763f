"""Flag an office in an "of" before its holder's name, such as "the spokesman of Kenya Hussein Mohamed said".

Romance and Slavic languages write "le président du Pérou Dina Boluarte" without a comma; English has the place before the
office ("Peruvian President Dina Boluarte") or a comma before the name. In the same place machine translation puts an
institution for the person who works there: "the embassy of Peru Maria Salas told reporters" for "Peruvian ambassador".

Measured: nothing in 4.1 million words of edited English but "the President of the United States" and a name, which is left
alone; in machine translation of news from Russian and Hausa 21 places in half a million words, the same sentence by several
systems, one in five of them an institution in the place of a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._knowledge import gazetteer
from corrector.detect._patterns import CAPITAL
from corrector.detect._rules import RuleDetector, Slip
from corrector.gazetteer import Part, Type
from corrector.lexicon import Lexicon
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.segment import Block

_MINISTER = (
    "foreign affairs|defen[cs]e|finance|justice|trade|energy|health|education|economy|transport|agriculture|labou?r|culture"
    "|tourism|the interior|interior|information|industry"
)
_OFFICES = (
    "vice[ -]president|deputy prime minister|prime minister|president|premier|chancellor|head of state|king|queen|emir|sultan"
    "|(?:foreign|defen[cs]e|finance|justice|trade|energy|health|education|interior|transport|agriculture) minister|minister"
    "|ambassador|leader|governor|spokesman|spokeswoman|spokesperson|assistant|advis[eo]r|aide|envoy|mayor|chief|head|deputy"
)
# Institutions and abstract nouns, and the persons whose office they are (derivation in -ance, -ency, -ship, -y and the like).
_PERSONS = {
    "presidency": "president",
    "chancellery": "chancellor",
    "ministry": "minister",
    "embassy": "ambassador",
    "consulate": "consul",
    "secretariat": "secretary",
    "directorate": "director",
    "leadership": "leader",
    "governorship": "governor",
    "mayoralty": "mayor",
    "assistance": "assistant",
    "advice": "adviser",
    "consultancy": "consultant",
    "diplomacy": "diplomat",
    "deputation": "deputy",
    "representation": "representative",
    "chairmanship": "chairman",
    "command": "commander",
    "candidacy": "candidate",
    "premiership": "premier",
    "speakership": "speaker",
}
_NAME_WORD = rf"(?:{CAPITAL}[\w'’-]*\w|{CAPITAL}\.)"
_OFFICE_OF = re.compile(
    rf"\b(?P<article>[Tt]he)\s(?P<office>(?i:{_OFFICES}|{'|'.join(_PERSONS)}))(?:\s(?:of|for)\s(?P<field>(?i:{_MINISTER})))?"
    rf"\sof\s(?P<the>the\s)?(?P<run>{_NAME_WORD}(?:\s{_NAME_WORD}){{2,5}})"
)
# Seats of power that stand for those who sit there.
_SEATS = frozenset(
    {"Kremlin", "White House", "Pentagon", "Vatican", "Holy See", "Élysée", "European Union", "EU", "UN"}
)
_PLACES = frozenset({Type.COUNTRY, Type.CITY, Type.PLACE, Type.ORGANIZATION, Type.AGENCY})
_PERSONAL = frozenset({Type.GIVEN_NAME, Type.SURNAME, Type.PERSON})
_OFFICE_SCORE, _OFFICE_CURE = 0.85, 0.78
_PERSON_SCORE, _PERSON_CURE = 0.85, 0.6
_LONGEST_PLACE = 3
_US = "American"  # "the President of the United States Name" is that office's own form


class _Reading(NamedTuple):
    """A run of capitalised words read as place and person: the place's attributive form, and where the place ends."""

    attributive: str
    end: int


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    return RuleDetector("appositions", lambda _, blocks: (slip for block in blocks for slip in _slips(block, names)))


def _slips(block: Block, names: Gazetteer) -> Iterator[Slip]:
    for match in _OFFICE_OF.finditer(block.text):
        read = _read(match["run"], names)
        if read is None:
            continue
        office = match["office"]
        person = _PERSONS.get(office.lower())
        if _is_given_name(match["run"][: read.end], names) if person else read.attributive == _US:
            continue
        score, confidence = (_PERSON_SCORE, _PERSON_CURE) if person else (_OFFICE_SCORE, _OFFICE_CURE)
        title = person or office.lower()
        if match["field"]:
            title = f"{_attribute(match['field'])} {title}"
        cure = f"{read.attributive} {title.title() if office[0].isupper() else title}"
        offers = (Candidate(cure, confidence, "appositions", "the place goes before the office"),)
        end = match.start("run") + read.end
        yield Slip(
            Span(block.span.start + match.start(), block.span.start + end),
            (),
            score,
            "an institution in the place of a person" if person else "an office with its place behind it before a name",
            Kind.WORD_CHOICE if person else Kind.WORD_ORDER,
            () if block.text[: match.start()].endswith(" of ") else offers,
        )


def _attribute(field: str) -> str:
    """Return the field of a minister as it stands before the office: "foreign affairs" is "foreign"."""
    return field.lower().removeprefix("the ").removesuffix(" affairs")


def _read(run: str, names: Gazetteer) -> _Reading | None:
    """Read a run as a place and the name of a person, two words or more; None if it can be something else."""
    words = run.split()
    for count in range(min(_LONGEST_PLACE, len(words) - 2), 0, -1):
        place = " ".join(words[:count])
        attributive = _attributive(place, names)
        if attributive is not None and _is_person(words[count:], names):
            return _Reading(attributive, len(place))
    return None


def _attributive(place: str, names: Gazetteer) -> str | None:
    """Return what stands before an office for a place: the nationality of a country, else the name; None for no place."""
    if place in _SEATS:
        return place
    for reading in names.lookup(place, folded=False):
        if (
            reading.entry.type not in _PLACES
            or not reading.relation.accepted
            or reading.part not in {Part.NAME, Part.FORMAL}
        ):
            continue
        return names.country(reading.entry.country).adjective if reading.entry.type is Type.COUNTRY else place
    return None


def _is_person(words: list[str], names: Gazetteer) -> bool:
    """Tell whether the words begin with a given name, and hold none that is an English noun or a place."""
    name = " ".join(words[:2])
    if names.is_name(name) and Type.PERSON in names.types(name, folded=False):
        return True
    lexicon = Lexicon.load()
    return _is_given_name(words[0], names) and not any(
        lexicon.is_english(word.lower()) and _PERSONAL.isdisjoint(names.types(word, folded=False)) for word in words[1:]
    )


def _is_given_name(form: str, names: Gazetteer) -> bool:
    """Tell whether a place is a given name, too: "the leadership of Martin Van Buren" is that of a person."""
    return Type.GIVEN_NAME in names.types(form, folded=False)
