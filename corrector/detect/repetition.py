"""Flag a word or phrase written twice in a row, such as "the the" or "in the in the", and one that a program ran on.

Neural translation sometimes falls into a loop and writes the same phrase until its length runs out ("the state of the council
of the state of the council of the state of the council"). Writers repeat themselves, too, for effect; they do so with short
phrases, or twice.

>>> from corrector.segment import segment
>>> from corrector.types import Document
>>> text = segment(Document("d", "She said that that was the the best of all years."))
>>> [(slip.cures, slip.score) for slip in slips(text, text.prose)]
[(('the',), 0.95)]
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from corrector.detect._rules import RuleDetector, Slip
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corrector.config import Settings
    from corrector.segment import Block, Segmentation

_WORD = re.compile(r"(?<![\w'’‘&.-])([A-Za-z][a-z]*)(?:\s+(?i:\1))*(\s+)((?i:\1))(?![\w'’&-]|\.\w)")
_PHRASE = re.compile(
    r"(?<![\w'’-])((?:of|in|to|for|on|at|by|with|from|and|as|that) (?:the|an?|its|his|her|their|this))(?: (?i:\1))+(?![\w'’-])"
)
# Words that grammar never doubles, and those that it does now and then ("moved on on Monday", "the one he came in in").
_NEVER = frozenset(
    "the a an and at for with from his its their our my your are be has which these those or into than they we "
    "he she was were as by this not but been can could would should there them".split()
)
_SELDOM = frozenset("of in on to is it her will do does if who what when where up out over about all".split())
# Doubled on purpose: grammar ("had had", "that that"), emphasis ("very very"), reduplication ("bye bye").
_FREELY = frozenset(
    "had that very really so many much more far long no yes now well never ever always too still big old bad good little "
    "big bye ha hah he ho la na da blah boo cha choo chop chow chug ding dong fifty go goody ho hear hey hush knock mama "
    "night papa pom pretty quick rah right run see sh ssh shush tick tsk tut wait walla whoa win woof yada yo yum aye bang beep "
    "bora can come couscous dum fine gaga ga goo hubba hula juju kai lulu mahi min muu nene pili pago pang puff same shut there "
    "tom thump tum ta tap test tut twenty vice war wee wink work ylang i o oh ah um uh er please deep hot round slowly again"
    " up".split()
)
_UNFINISHED = frozenset("a an and as at by for from in of on or that the to which with".split())  # no phrase ends so
_CONJUNCTIONS = frozenset({"and", "or"})
_LINKS = frozenset("and or after by to upon on in for".split())  # "day after day after day"
# A loop: the most words of its phrase, and how often it stands there at least, part of the last one counted. In 4 million words
# of right prose nothing matches; of 150 cures in machine translations of MLQE-PE 4 took the text farther from its post-edit.
_LONGEST = 14
_INSIDE = re.compile(r"(?:[ \u00a0]|,[ \u00a0])")  # what may part the words of a loop
_SURE_LOOP, _LOOP, _SHORT_LOOP = 0.96, 0.9, 0.85
# Of 20 matches of the never-doubled words read in 1.2 million words of right prose all were slips; of 20 others 17 were (the
# rest was "done done", a term of the trade). In simulated damage and Apertium's round trips 485 of 509 of the never-doubled
# were (elsewhere one of both stands for another word), but of "of" 7 of 12 ("check people of of the meeting"), and of "and" few
# where Croatian "i" and "I" had become it.
_SURE, _AND, _LIKELY, _CONTENT, _BOTH = 0.95, 0.9, 0.8, 0.8, 0.95


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
        yield from _loops(block)


def _loops(block: Block) -> Iterator[Slip]:
    """Yield phrases that are written again and again; of each the first copy is kept, and what the last one leads to."""
    words, body = block.words, block.document.text
    folded = [word.text.lower() for word in words]
    last: dict[str, int] = {}
    done = 0
    for place, word in enumerate(folded):
        width = place - last.get(word, -_LONGEST - 1)
        last[word] = place
        first = place - 2 * width + 1
        if (
            not 1 < width <= _LONGEST
            or first < done
            or len(word) < 4  # every phrase worth telling has a longer word
            or folded[place - width + 1 : place + 1] != folded[first : place - width + 1]
        ):
            continue
        end = place + 1
        while first > done and folded[first - 1] == folded[first - 1 + width]:
            first -= 1
        while end < len(folded) and folded[end] == folded[end - width]:
            end += 1
        done = end
        gaps = {body[one.end : other.start] for one, other in pairwise(words[first:end])}
        breaks_off = end == len(words) or body[words[end - 1].end] in ".!?"
        phrase, rest = folded[first : first + width], (end - first) % width
        joined = rest == width - 1 and phrase[rest] in _CONJUNCTIONS  # the last copy is whole, only no "and" follows
        if score := _loop_score((end + joined - first) / width, phrase, gaps, breaks_off=breaks_off):
            kept = first + (rest if joined else width)
            while breaks_off and kept > first + 1 and folded[kept - 1] in _UNFINISHED:
                kept -= 1
            if joined or breaks_off:
                cure = body[words[first].start : words[kept - 1].end]
            elif rest:  # the last copy is no whole one: it begins what follows
                cure = (
                    body[words[first].start : words[kept - 1].end]
                    + body[words[end - rest - 1].end : words[end - 1].end]
                )
            else:  # what follows was written behind the last copy
                cure = body[words[first].start : words[first].end] + body[words[end - width].end : words[end - 1].end]
            span = Span(words[first].start, words[end - 1].end)
            yield Slip(span, (cure,), score, "a phrase is written again and again")


def _loop_score(copies: float, phrase: Sequence[str], gaps: set[str], *, breaks_off: bool) -> float:
    """Return how sure it is that no writer repeats a phrase so; 0 where one may ("years and years and years")."""
    if not all(_INSIDE.fullmatch(gap) for gap in gaps):
        return 0.0
    if len(phrase) == 2:
        least = 5 if _LINKS.intersection(phrase) else 3 + any("," in gap for gap in gaps)
        return _SHORT_LOOP if copies >= least else 0.0
    if copies >= 4:
        return _SURE_LOOP
    if copies >= 3:
        return _LOOP
    return _SHORT_LOOP if copies >= 2.5 and breaks_off else 0.0


def _slip(match: re.Match[str], kept: str, base: int, score: float) -> Slip:
    span = Span(base + match.start(), base + match.end())
    return Slip(span, (kept,), score, f"'{match[1]}' stands twice")


def _score(first: str, second: str) -> float:
    """Return the probability that a doubled word is a slip; 0 where doubling is usual or a name's own."""
    if second[0].isupper() or (first[0].isupper() and (second not in _NEVER or len(first) == 1)):
        return 0.0
    if second in _NEVER:
        return _AND if second == "and" else _SURE
    if second in _SELDOM:
        return _LIKELY
    return 0.0 if second in _FREELY or len(second) < 3 else _CONTENT
