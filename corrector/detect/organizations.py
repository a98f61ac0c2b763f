"""Flag the name of an international organization or agency in the wrong case, such as "World health organization".

The gazetteer tells how the name is written; the spelling that the text chose (-ise or -ize, Programme or Program) stays.
A name that is also a plain description ("a security council", "the world bank system") is left to the writer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.detect._knowledge import gazetteer
from corrector.detect._rules import RuleDetector, Slip
from corrector.gazetteer import Type
from corrector.types import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.segment import Block

# The nouns that names of organizations are made with; one of them in lower case begins the search for a name around it.
_GENERIC = (
    "agency|agreement|alliance|assembly|association|bank|bureau|centre|center|commission|committee|community|conference"
    "|convention|cooperation|corporation|council|countries|court|development|federation|forum|fund|group|health|initiative"
    "|institute|institution|league|movement|nations|network|office|organi[sz]ations?|pact|parliament|partnership|police"
    "|program|programme|secretariat|security|service|society|states|study|telecommunication|trade|treaty|union|unity|university"
)
_SEED = re.compile(_GENERIC)
_MOST_WORDS = 8
_TYPES = frozenset({Type.ORGANIZATION, Type.AGENCY})
_SCORE = 0.95


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    return RuleDetector("organizations", lambda _, blocks: (slip for block in blocks for slip in _slips(block, names)))


def _slips(block: Block, names: Gazetteer) -> Iterator[Slip]:
    """Yield the longest miscased name around each generic noun in lower case."""
    done = 0
    for place, word in enumerate(block.words):
        if word.start < done or _SEED.fullmatch(word.text) is None:
            continue
        found = _longest_around(block, place, names)
        if found is not None:
            done = found.span.end
            yield found


def _longest_around(block: Block, place: int, names: Gazetteer) -> Slip | None:
    """Return the longest name of two words or more that begins with a capital and holds the word at ``place``."""
    words, text = block.words, block.document.text
    for start in range(max(0, place - _MOST_WORDS + 1), place):
        if not words[start].text[0].isupper():
            continue
        for end in range(min(len(words), start + _MOST_WORDS), place, -1):
            written = text[words[start].start : words[end - 1].end]
            cure = _right_form(written, names)
            if cure is not None and _is_damage(written, cure, at_start=words[start].start in block.sentence_starts):
                span = Span(words[start].start, words[end - 1].end)
                return Slip(span, (cure,), _SCORE, f"the organization's name is written {cure!r}", Kind.NAME)
    return None


def _right_form(written: str, names: Gazetteer) -> str | None:
    """Return how the name is written; None if it is no name, or right as it stands."""
    if names.is_name(written):
        return None
    readings = names.lookup(written)
    forms = [
        r.surface for r in readings if r.entry.type in _TYPES and r.relation.accepted and len(r.surface) == len(written)
    ]
    return next((form for form in forms if form.lower() == written.lower()), None)


def _is_damage(written: str, cure: str, *, at_start: bool) -> bool:
    """Tell damage from a plain description.

    In damage a word that is neither the first nor a function word keeps its capital, or the name is of three words or
    more; at the start of a sentence the first capital says nothing.
    """
    mine, right = written.split(), cure.split()
    kept = [a for a, b in zip(mine[1:], right[1:], strict=True) if b[0].isupper() and a[0].isupper()]
    capitals = sum(word[0].isupper() for word in right)
    return bool(kept) or (not at_start and capitals >= 3) or (capitals == 2 and not at_start and mine[0] in _PROPER)


# First words that make a name of two words certain: nobody describes a "united nations" or an "african union".
_PROPER = frozenset(
    "United European African Arab Eurasian Andean Pacific Caribbean Nordic Baltic Commonwealth Asian".split()
)
