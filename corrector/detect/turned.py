"""Flag a noun compound turned round with "of", such as "the toll of death" for "the death toll".

Romance languages join nouns with a preposition ("peine de mort"), and machine translation keeps their order where English has
a compound. ``turned.tsv`` holds compounds that edited English writes often and never turns round. Nouns of action, which take
what they act on with "of" ("the sharing of information"), are not among their heads.

Measured with a table made from half of the edited text: 13 reports in a million words of the other half, such as "the supply
of food", which a compound could replace; 1,198 in a million words of the other half through Spanish or Galician and back
(Apertium), and 96 % of 2,437 cures stand in the text as it was.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from corrector.detect._rules import RuleDetector, Slip
from corrector.detect._tables import read_table
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corrector.config import Settings
    from corrector.segment import Block

# Without an article: "the needs of the user" is English, "the needs of user" is not.
# What follows must end the phrase: in "the levels of wage inflation" and "issues of health and illness" it goes on.
PHRASE = re.compile(
    r"(?<![\w'’-])(?P<head>[a-z]{3,})\sof\s(?P<modifier>[a-z]{3,})"
    r"(?=[.,;:!?)”\"]|\Z|\s(?:in|on|at|to|for|with|from|by|is|are|was|were|has|have|had|will|would|can|could|may|might|should|must"
    r"|that|which|who|as|than|when|while|if|because|after|before|during|since|under|over|into|of|through|between|about|the|a|an"
    r"|this|these|their|its|his|her|our|your|not|also|but|it|they|we|he|she|you|said|says)\b)"
)
TABLE = "turned.tsv"
_SCORE, _CURE = 0.95, 0.9


def build(_: Settings) -> RuleDetector:
    """Make the detector."""
    return RuleDetector("turned", lambda _, blocks: (slip for block in blocks for slip in _slips(block)))


def is_turned(match: re.Match[str], table: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a match of :data:`PHRASE` is a compound of the table turned round."""
    return match["modifier"] in table.get(match["head"], ())


def _slips(block: Block) -> Iterator[Slip]:
    table = _compounds()
    for match in PHRASE.finditer(block.text):
        if is_turned(match, table):
            cure = f"{match['modifier']} {match['head']}"
            yield Slip(
                Span(block.span.start + match.start(), block.span.start + match.end()),
                (),
                _SCORE,
                "a compound in the order of another language",
                Kind.WORD_ORDER,
                (Candidate(cure, _CURE, "turned", "English writes the compound"),),
            )


@cache
def _compounds() -> Mapping[str, frozenset[str]]:
    """Return the modifiers of each head noun."""
    return read_table(TABLE, _read)


def _read(lines: Sequence[str]) -> dict[str, frozenset[str]]:
    return {head: frozenset(modifiers.split()) for head, modifiers in (line.split("\t") for line in lines)}
