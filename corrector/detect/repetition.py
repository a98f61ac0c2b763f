"""Flag a word or phrase written twice in a row, such as "the the" or "in the in the".

>>> from corrector.segment import segment
>>> from corrector.types import Document
>>> text = segment(Document("d", "She said that that was the the best of all years."))
>>> [(slip.cures, slip.score) for slip in slips(text, text.prose)]
[(('the',), 0.97)]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.detect._rules import RuleDetector, Slip
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.segment import Block, Segmentation

_WORD = re.compile(r"(?<![\w'’‘&.-])([A-Za-z][a-z]*)(?:\s+(?i:\1))*(\s+)((?i:\1))(?![\w'’&-]|\.\w)")
_PHRASE = re.compile(
    r"(?<![\w'’-])((?:of|in|to|for|on|at|by|with|from|and|as|that) (?:the|an?|its|his|her|their|this))(?: (?i:\1))+(?![\w'’-])"
)
# Words that grammar never doubles, and those that it does now and then ("moved on on Monday", "the one he came in in").
_NEVER = frozenset(
    "the a an of and at for with from his its their our my your are be has which these those or into than they we "
    "he she was were as by this not but been can could would should there them".split()
)
_SELDOM = frozenset("in on to is it her will do does if who what when where up out over about all".split())
# Doubled on purpose: grammar ("had had", "that that"), emphasis ("very very"), reduplication ("bye bye").
_FREELY = frozenset(
    "had that very really so many much more far long no yes now well never ever always too still big old bad good little "
    "big bye ha hah he ho la na da blah boo cha choo chop chow chug ding dong fifty go goody ho hear hey hush knock mama "
    "night papa pom pretty quick rah right run see sh ssh shush tick tsk tut wait walla whoa win woof yada yo yum aye bang beep "
    "bora can come couscous dum fine gaga ga goo hubba hula juju kai lulu mahi min muu nene pili pago pang puff same shut there "
    "tom thump tum ta tap test tut twenty vice war wee wink work ylang i o oh ah um uh er please deep hot round slowly again"
    " up".split()
)
# Of 20 matches of the never-doubled words read in 1.2 million words of right prose all were slips; of 20 others 17 were (the
# rest was "done done", a term of the trade).
_SURE, _LIKELY, _CONTENT, _BOTH = 0.97, 0.8, 0.8, 0.95


def build(settings: Settings) -> RuleDetector:  # noqa: ARG001  # no setting bears on it
    """Make the detector."""
    return RuleDetector("repetition", slips)


def slips(text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:  # noqa: ARG001
    """Yield words and short phrases that follow themselves with nothing but white space between."""
    for block in blocks:
        base = block.span.start
        for match in _WORD.finditer(block.text):
            if score := _score(match[1], match[3]):
                # "said that And and": the capital is right only where a sentence begins.
                kept = match[1] if base + match.start() in block.sentence_starts else match[3]
                yield _slip(match, kept, base, score)
        for match in _PHRASE.finditer(block.text):
            yield _slip(match, match[1], base, _BOTH)


def _slip(match: re.Match[str], kept: str, base: int, score: float) -> Slip:
    span = Span(base + match.start(), base + match.end())
    return Slip(span, (kept,), score, f"'{match[1]}' stands twice")


def _score(first: str, second: str) -> float:
    """Return the probability that a doubled word is a slip; 0 where doubling is usual or a name's own."""
    if second[0].isupper() or (first[0].isupper() and (second not in _NEVER or len(first) == 1)):
        return 0.0
    if second in _NEVER:
        return _SURE
    if second in _SELDOM:
        return _LIKELY
    return 0.0 if second in _FREELY or len(second) < 3 else _CONTENT
