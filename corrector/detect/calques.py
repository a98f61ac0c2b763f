"""Flag a phrase rendered word by word from another language, such as "he assisted to the meeting" for "attended".

The phrases stand in ``calques.tsv``, each with its cure, the languages that it comes from, how often edited English (in 4.1
million words) and machine translation (in 10.7 million) have it, and a source that describes it. Two calques of syntax have
no fixed words: the conditional of hearsay (French "aurait été", "is said to have been") beside a time that no English
conditional goes with, and the absolute clause of saying without "with" ("les experts disant que"). Neither stands in the
edited English nor, for want of translations from French, in the machine translation; their scores are estimates.

A pattern is read word by word: ``a|b`` are alternatives, ``verb~`` stands for all forms of a verb, ``<slot>`` for a class of
words, and what stands in ``[...]`` must be there but is no part of the calque. In the cure ``verb~`` takes the form of the verb
in the text, and ``$2`` is the second word of the pattern outside brackets as the text has it.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._patterns import CAPITAL
from corrector.detect._rules import RuleDetector, Slip
from corrector.detect._tables import read_table
from corrector.lexicon import Lexicon
from corrector.lexicon.inflect import Feature, inflect
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.config import Settings
    from corrector.segment import Block

_SLOTS = {
    "number": r"(?:two|three|four|five|six|seven|eight|nine|ten|several|many|a\sfew|\d+)",
    "verb": r"(?!(?:the|this|that|an|and|my|his|her|its|our|their|some|any|one|two|three)\b|\w+ly\b)[a-z]{2,}",
    "event": r"(?:\w+\s)?(?:meeting|conference|summit|ceremony|session|congress|wedding|funeral|concert|match|inauguration|parade"
    r"|opening|debate|hearing|lecture|class|event|school|university)",
    "inquiry": r"(?:\w+\s)?(?:meeting|study|interview|visit|survey|investigation|operation|analysis|tour|search|experiment)",
}
_TIMES = re.compile(r"(?:in\srecent|in\sthe\s(?:last|past))\s(?:\w+\s)?(?:years|months|weeks|days|hours)\b")
_HEARSAY = re.compile(
    r"(?P<subject>(?:[Tt]he\s[\w’'-]+(?:\s(?:of|with|between|and|in|from)\s(?:the\s)?[\w’'-]+"
    rf"|\s{CAPITAL}[\w’'-]+|\s[a-z]+){{0,6}}?"
    rf"|{CAPITAL}[\w’'-]+(?:\s{CAPITAL}[\w’'-]+){{0,3}}|[Hh]e|[Ss]he|[Ii]t|[Tt]hey))\swould\shave\s"
    r"(?P<verb>(?:been\s)?\w+(?:ed|en|ne|wn|ght|de|nt|ld))"
    rf"(?=\s(?:[\w’'-]+\s){{0,3}}?{_TIMES.pattern})"
)
# Words by which a sentence sets a condition, and, before the verb, those that look back at what was expected or imagined: with
# them "would have" is English.
_CONDITION = re.compile(
    r"\b(?:if|had|unless|without|otherwise|but\sfor|were|could|might|should)\b|n['’]t\b", re.IGNORECASE
)
_EXPECTATION = re.compile(
    r"\b(?:expect|th(?:ink|ought)|hop(?:e|ing)|wish|plan|suppos|imagin|assum|believ|never|nobody|no\sone|who|what|how|why|than)",
    re.IGNORECASE,
)
_SPEAKERS = (
    "commentators|analysts|observers|experts|officials|critics|sources|diplomats|economists|specialists|scientists|researchers"
    "|historians|lawyers|doctors|witnesses|residents|neighbours|neighbors|opponents|supporters|organizers|organisers|investigators"
    "|activists|journalists|traders|investors|authorities|unions|ministers|prosecutors|residents"
)
_SAYING = "saying|claiming|arguing|noting|warning|believing|stating|affirming|insisting|suggesting|estimating|considering|fearing"
_ABSOLUTE = re.compile(
    rf"(?<=,\s)(?P<clause>(?:(?:some|many|several|most|the|other)\s)?(?:{_SPEAKERS})\s(?:{_SAYING}))(?=\sthat\b)"
)
_SEEN = 1.5  # Zipf frequency at which a form in -ing is one of a verb: "whiching" is none
_HEARSAY_SCORE, _HEARSAY_CURE = 0.55, 0.4
_ABSOLUTE_SCORE, _ABSOLUTE_CURE = 0.6, 0.55
_FEATURES = (Feature.BASE, Feature.S, Feature.PAST, Feature.ING)


class _Calque(NamedTuple):
    """A row of the table, ready for use; a text that has none of ``anchors`` among its words cannot hold it."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]
    anchors: frozenset[str]
    cure: str
    languages: str
    score: float
    confidence: float


def build(_: Settings) -> RuleDetector:
    """Make the detector."""
    return RuleDetector("calques", lambda _, blocks: (slip for block in blocks for slip in _slips(block)))


def _slips(block: Block) -> Iterator[Slip]:
    present = {word.text.lower() for word in block.words}
    for calque in () if block.is_title_case else _calques():
        if not calque.anchors.isdisjoint(present):
            for match in calque.pattern.finditer(block.text):
                cure = _cure(calque, match)
                if cure is not None:
                    yield _slip(block, match.span("calque"), (calque.score, calque.confidence), cure, calque.languages)
    if "would have" in block.text and _TIMES.search(block.text):
        yield from _hearsay(block)
    for match in _ABSOLUTE.finditer(block.text) if "ing that" in block.text else ():
        cure = f"with {match['clause']}"
        yield _slip(block, match.span("clause"), (_ABSOLUTE_SCORE, _ABSOLUTE_CURE), cure, "French, Spanish")


def _slip(block: Block, span: tuple[int, int], scores: tuple[float, float], cure: str, languages: str) -> Slip:
    score, confidence = scores
    message = f"rendered word by word ({languages})"
    offers = (Candidate(cure, confidence, "calques", message),) if cure and confidence else ()
    place = Span(block.span.start + span[0], block.span.start + span[1])
    return Slip(place, (), score, message, Kind.WORD_CHOICE, offers)


def _hearsay(block: Block) -> Iterator[Slip]:
    """Yield conditionals of hearsay; the subject belongs to them, since the cure agrees with it."""
    for match in _HEARSAY.finditer(block.text):
        offset = block.span.start + match.start()
        sentence = block.sentence_at(offset)
        before = block.document.text[sentence.start : offset]
        behind = block.document.text[block.span.start + match.end() : sentence.end]
        if not _CONDITION.search(f"{before} {behind}") and not _EXPECTATION.search(before):
            subject = match["subject"]
            number = "are" if re.match(r"[Tt]hey\b|[Tt]he\s\w+[^s\W]s\b", subject) else "is"
            cure = f"{subject} {number} said to have {match['verb']}"
            yield _slip(block, match.span(), (_HEARSAY_SCORE, _HEARSAY_CURE), cure, "French")


def _cure(calque: _Calque, match: re.Match[str]) -> str | None:
    """Return the cure in the form of the match, ``""`` if the table has none, None if the match is no calque after all."""
    found = [match[f"w{number}"] for number in range(len(calque.words))]
    written = []
    for word in calque.cure.split():
        if word.startswith("$"):
            place = int(word[1:].removesuffix("ing")) - 1
            text = found[place]
            if word.endswith("ing"):
                text = inflect(text, Feature.ING)
                if Lexicon.load().zipf(text) < _SEEN:
                    return None
            written.append(text)
        elif word.endswith("~"):
            place = next(number for number, pattern in enumerate(calque.words) if pattern.endswith("~"))
            written.append(inflect(word[:-1], _feature(calque.words[place][:-1], found[place].lower())))
        else:
            written.append(word)
    cure = " ".join(piece.strip() for piece in written if piece.strip())
    return cure[:1].upper() + cure[1:] if match["calque"][0].isupper() else cure


def _feature(verb: str, form: str) -> Feature:
    """Return the feature that makes a form of a verb out of it."""
    return next(feature for feature in _FEATURES if inflect(verb, feature) == form)


@cache
def _calques() -> tuple[_Calque, ...]:
    """Return the table, compiled."""
    return read_table(
        "calques.tsv", lambda lines: tuple(map(_compiled, csv.DictReader(lines, delimiter="\t", strict=True)))
    )


def _compiled(row: dict[str, str]) -> _Calque:
    parts = re.fullmatch(r"(?:\[(?P<before>[^]]*)\] ?)?(?P<words>[^][]+?)(?: ?\[(?P<after>[^]]*)\])?", row["pattern"])
    if parts is None or not row["source"]:
        raise ValueError(f"pattern {row['pattern']!r} or its source")
    words = tuple(parts["words"].split())
    before = "".join(rf"{_regex(word, first=True)}\s" for word in (parts["before"] or "").split())
    groups = [f"(?P<w{number}>{_regex(word, first=number == 0)})" for number, word in enumerate(words)]
    middle = r"\s".join(groups)
    after = r"\s?".join(_regex(word) for word in (parts["after"] or "").split())
    behind = rf"(?=\s?{after}(?!\w))" if after else r"(?![\w-])"
    anchors: tuple[str, ...] = max((_forms(word) for word in words if not word.startswith("<")), key=_shortest)
    return _Calque(
        re.compile(rf"(?<![\w-]){before}(?P<calque>{middle}){behind}"),
        words,
        frozenset(anchors),
        row["cure"],
        row["from"],
        float(row["score"]),
        float(row["confidence"] or 0),
    )


def _shortest(forms: tuple[str, ...]) -> int:
    """Return the length of the shortest word; short words are in every text."""
    return min(map(len, forms))


def _forms(word: str) -> tuple[str, ...]:
    """Return the words that a word of a pattern stands for."""
    forms = (
        [inflect(one[:-1], feature) for feature in _FEATURES] if one.endswith("~") else [one] for one in word.split("|")
    )
    return tuple(dict.fromkeys(form for some in forms for form in some))


def _regex(word: str, *, first: bool = False) -> str:
    """Return the expression of a word; the first of a phrase may begin with a capital, the others belong to no name."""
    if word.startswith("<"):
        return _SLOTS[word.strip("<>")]
    forms = map(re.escape, _forms(word))
    return f"(?:{'|'.join(f'[{form[0].upper()}{form[0]}]{form[1:]}' if first else form for form in forms)})"
