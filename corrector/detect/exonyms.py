"""Flag names in a foreign form, such as "the delegation from Allemagne" or "a Finlandais company".

English prose uses its own names for countries, peoples, languages and many cities and persons. A foreign form is right
where it is part of a foreign name ("El País", "Radio France"), of a title, or of a quotation, so the words around it
must be English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import OFFICE_WORDS
from corrector.gazetteer import Part, Type
from corrector.lexicon import Lexicon
from corrector.types import Candidate, Finding, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer, Reading
    from corrector.plugins import Ask
    from corrector.segment import Block, Segmentation, Word

# Words that tie a capitalised word to a foreign name ("Banco do Brasil", "Rue de Londres", "La Repubblica").
_PARTICLES = frozenset(
    "de du des d la le les l do da dos das di del della dei delle degli dello el los las al il lo gli der die das den dem van het "
    "een y e et und i na no em en von zum zur im am per por para sur sous um uma un une".split()
)
_QUOTES = "\"'“”‘’«»„"
_LONGEST = 4  # words in a foreign name of a country ("Saint-Vincent et les Grenadines" has four)
_SURE, _PERSON, _COLLIDES = 0.97, 0.9, 0.2


class _Foreign(NamedTuple):
    span: Span
    cure: str
    score: float
    message: str


class Exonyms:
    """Detector of foreign forms of names; knows its cures."""

    name = "exonyms"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        return [
            tuple(
                Finding(found.span, Kind.NAME, found.score, self.name, found.message)
                for block in text.prose
                for found in self._foreign(block)
            )
            for text in texts
        ]

    def propose(self, asks: Sequence[Ask]) -> list[tuple[Candidate, ...]]:
        """Return the English form."""
        return [
            tuple(
                Candidate(found.cure, found.score, self.name, "the form that English prose uses")
                for found in self._foreign(text.block_at(finding.span.start))
                if found.span == finding.span
            )
            for text, finding in asks
        ]

    def _foreign(self, block: Block) -> Iterator[_Foreign]:
        names = gazetteer(self._settings)
        lexicon = Lexicon.load()
        done = 0
        for place, word in enumerate(block.words):
            if word.start < done or not _is_suspect(word.text, names, lexicon):
                continue
            end, reading = _longest(block, place, names)
            if reading is not None and _stands_in_english(block, place, end, names, lexicon):
                done = block.words[end - 1].end
                yield _found(block, place, end, reading, names)


def build(settings: Settings) -> Exonyms:
    """Make the detector."""
    return Exonyms(settings)


def _is_suspect(form: str, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a word can begin a foreign name: no English word, no right name."""
    if len(form) < 3:
        return False
    if form[0].isupper():
        return not names.is_name(form)
    return form[0].isalpha() and not lexicon.is_english(form) and not names.is_name(form)


def _longest(block: Block, place: int, names: Gazetteer) -> tuple[int, Reading | None]:
    """Return where the longest foreign name that begins at a word ends, and its first reading."""
    words = block.words
    for end in range(min(place + _LONGEST, len(words)), place, -1):
        form = block.document.text[words[place].start : words[end - 1].end]
        reading = foreign_reading(form, names)
        if reading is not None:
            return end, reading
    return place + 1, None


def foreign_reading(form: str, names: Gazetteer) -> Reading | None:
    """Return the first reading of a form that is foreign only; None if English uses the form, too."""
    readings = names.lookup(form)
    if not readings or any(reading.relation.accepted for reading in readings):
        return None
    return readings[0]


def _stands_in_english(block: Block, start: int, end: int, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether the words on both sides are English and belong to no name together with this one."""
    words = block.words
    left = words[start - 1] if start else None
    right = words[end] if end < len(words) else None
    text = block.document.text
    if left is not None and _ties(text[left.end : words[start].start], left, block, lexicon):
        return False
    if right is not None and text[words[end - 1].end : right.start].isspace():
        if right.text.lower() in _PARTICLES and not lexicon.is_english(right.text.lower()):
            return False
        return not right.text[0].isupper() or _is_english_capital(right, names, lexicon) or left is not None
    return not _is_quoted(text, words[start].start, words[end - 1].end)


def _ties(gap: str, left: Word, block: Block, lexicon: Lexicon) -> bool:
    """Tell whether the word before makes one foreign name with this one."""
    if not gap.isspace():
        return gap in {"-", "'", "’", "&", " & "}
    low = left.text.lower()
    if low in OFFICE_WORDS or (left.start in block.sentence_starts and lexicon.is_english(low)):
        return low in _PARTICLES
    if left.text[0].isupper():
        return True
    return (low in _PARTICLES and low != "no") or not (lexicon.is_english(low) or low.isdigit())


def _is_english_capital(word: Word, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a capitalised word is an English common word or an office, not part of a foreign name."""
    low = word.text.lower()
    return low in OFFICE_WORDS or (
        lexicon.is_english(low) and lexicon.zipf(low) >= 3.5 and not names.is_name(word.text)
    )


def _is_quoted(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1] in _QUOTES and text[end] in _QUOTES


def _found(block: Block, start: int, end: int, reading: Reading, names: Gazetteer) -> _Foreign:
    words = block.words
    span = Span(words[start].start, words[end - 1].end)
    score = _COLLIDES if reading.collides else _PERSON if reading.entry.type is Type.PERSON else _SURE
    return _Foreign(
        span,
        _english(block, end, reading, names),
        score,
        f"foreign form of {reading.english!r} ({', '.join(reading.languages)})",
    )


def _english(block: Block, end: int, reading: Reading, names: Gazetteer) -> str:
    """Return the English form in the grammatical role that the place asks for.

    A foreign word for an inhabitant and for the nationality is often one ("Letton"); before a noun it is the adjective.
    """
    if reading.entry.type is not Type.COUNTRY or reading.part in {Part.NAME, Part.FORMAL}:
        return reading.english
    country = names.country(reading.entry.country)
    after = block.words[end] if end < len(block.words) else None
    adjacent = after is not None and block.document.text[block.words[end - 1].end : after.start].isspace()
    if adjacent and after is not None and (after.text[0].isupper() or after.text.lower() not in _VERBS_AND_LINKS):
        return country.adjective
    return reading.english


# What follows an inhabitant or people rather than the noun of an adjective.
_VERBS_AND_LINKS = frozenset(
    "is was are were has had have will would can could may might must shall should do does did said says who whom whose which "
    "that and or but in on at of to from by with for as than when while after before because if not also".split()
)
