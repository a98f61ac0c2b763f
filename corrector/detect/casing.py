"""Flag wrong capitals: "Kim Has joined", "Maria FERNANDEZ", "ICBMS", and missing ones: "on monday", "mr. Rossi".

Headlines in title case, titles of works, names of organizations, acronyms and brands keep the capitals they have; the
text's own way of writing a name counts before the gazetteer, and that before the lexicon.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from corrector.detect._after_names import AfterNames
from corrector.detect._capitals import Capitals
from corrector.detect._function_words import FunctionWords
from corrector.detect._knowledge import gazetteer as load_gazetteer
from corrector.detect._rules import Rule, RuleDetector, Slip
from corrector.gazetteer import Type
from corrector.lexicon import Lexicon
from corrector.segment import BlockKind
from corrector.types import Span

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.segment import Block, Segmentation

_RULES = (
    Rule(re.compile(r"(?<![\w.])mr(?=\.? [A-Z])"), "Mr", 0.95, "a title is written with a capital"),
    Rule(re.compile(r"(?<![\w.])mrs(?=\.? [A-Z])"), "Mrs", 0.95, "a title is written with a capital"),
    Rule(re.compile(r"(?<![\w.])ms(?=\. [A-Z])"), "Ms", 0.95, "a title is written with a capital"),
    Rule(re.compile(r"(?<![\w.])dr(?=\. [A-Z])"), "Dr", 0.95, "a title is written with a capital"),
    Rule(
        re.compile(
            r"(?<=[a-z,] )i(?=(?: (?:am|was|have|had|will|would|think|do|did|said|can|could|want|know)|['’](?:m|ve|ll|d))\b)"
        ),
        "I",
        0.9,
        "the pronoun is written with a capital",
    ),
)
_SMALL_TITLE = re.compile(r"(?:\A|[\s(“\"])(?:mrs?|ms\.|dr\.|i)(?=[ .'’])")  # whether any of the rules may match
_SUBJECTS = "the|he|she|it|they|we|this|these|those|there|but|however|his|her|their|according|meanwhile"
_STARTERS = rf"(?:(?P<subject>{_SUBJECTS})|in|an?|if|when|after|for)"
_SENTENCE = re.compile(rf"(?<=[a-z]{{4}})(?<! cent) ?\.\.? (?P<word>{_STARTERS})(?= [a-z])")
_BLOCK = re.compile(rf"(?P<word>{_STARTERS})(?= [a-z])")
# Of 14 matches read in 3.8 million words of right prose three had a stray period before a small word that was right; before
# "in", "for" and the like that was every second.
_SUBJECT_SCORE, _SENTENCE_SCORE, _BLOCK_SCORE = 0.82, 0.55, 0.6

_SMALL_WORD = re.compile(r"(?<![\w.@/'’&#-])[a-z]{4,}(?![\w@/&]|\.\w)")
_MONTH_DATE = re.compile(
    r"\b(?:(?:in|since|until|till|by|from|of|early|late|mid) (march|may|august)(?= (?:19|20)\d\d\b)"
    r"|(?:on|by|until|since|from) (march|may|august)(?= \d{1,2}\b)"
    r"|\d{1,2}(?:st|nd|rd|th)? (march|may|august)(?= (?:19|20)\d\d\b))"
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july september october november "
    "december".split()
)
_PLACES = frozenset({Type.CITY, Type.PLACE, Type.LANGUAGE})
# Things named after nations, often written small: "french fries".
_THINGS = re.compile(
    r"[ -](?:fry|fries|toast|horns?|doors?|windows?|kiss(?:es)?|press|dressing|measles|roulette|baths?|delight|bread|rolls?|"
    r"chard|muffins?|coffee|pastry|pastries|numerals?|blinds?|cuffs?|knots?|braids?|twists?|oven|weed|clover|thistle|ink|steel)\b"
)
_ALSO_WORDS = frozenset("august china turkey jordan japan chile jersey guinea lima".split())
_CALENDAR_SCORE, _DATE_SCORE, _PROPER_SCORE, _HABIT_SCORE = 0.95, 0.95, 0.9, 0.6
_ODD = re.compile(r"(?<![\w.@/'’&#-])(?:[A-Z]{2}[a-z]{2,}|[a-z][A-Z]{4,})(?![\w@/&'’-])")
_ODD_SCORE = 0.88


def build(settings: Settings) -> RuleDetector:
    """Make the detector; the gazetteer and the lexicon are opened on first use."""
    return RuleDetector("casing", partial(slips, settings))


def slips(settings: Settings, text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:
    """Yield the slips of the blocks; of headlines in title case only words in capitals throughout."""
    names, lexicon = load_gazetteer(settings), Lexicon.load()
    after_names = AfterNames(names, lexicon)
    capitals, function_words = Capitals(text, names, lexicon), FunctionWords(names, lexicon, after_names)
    for block in blocks:
        yield from capitals.slips(block)
        if block.is_title_case:
            continue
        yield from function_words.slips(block)
        yield from after_names.slips(block)
        if _SMALL_TITLE.search(block.text):
            for rule in _RULES:
                yield from rule.apply(block)
        yield from _small_names(block, text.counts, names, lexicon)
        yield from _starts(block)
        yield from _odd_capitals(block, names, lexicon)


def _small_names(block: Block, counts: Counter[str], names: Gazetteer, lexicon: Lexicon) -> Iterator[Slip]:
    """Yield names written small: days, months, countries, peoples, cities."""
    body, base = block.text, block.span.start
    for match in _MONTH_DATE.finditer(body):
        group = match.lastindex or 0
        span = Span(base + match.start(group), base + match.end(group))
        yield Slip(span, (match[group].capitalize(),), _DATE_SCORE, "a month is written with a capital")
    suspects = {word for word in set(_SMALL_WORD.findall(body)) if _always_capital(word, names, lexicon)}
    if not suspects:
        return
    for match in _SMALL_WORD.finditer(body):
        word = match[0]
        if word in suspects and (word in _CALENDAR or not _in_foreign(body, match, lexicon)):
            habit = counts[word] > 1 and not counts[word.capitalize()]
            score = _CALENDAR_SCORE if word in _CALENDAR else _HABIT_SCORE if habit else _PROPER_SCORE
            if _THINGS.match(body, match.end()):
                continue
            span = Span(base + match.start(), base + match.end())
            yield Slip(span, (word.capitalize(),), score, "a name is written with a capital")


@lru_cache(maxsize=1 << 16)
def _always_capital(word: str, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether edited English writes the word with a capital only, and knows it as a name."""
    if word in _CALENDAR:
        return True
    casing = lexicon.casing(word)
    if word in _ALSO_WORDS or not casing.title or not names.is_name(word.capitalize()):
        return False
    entries = [reading.entry for reading in names.lookup(word.capitalize()) if reading.relation.accepted]
    if any(
        entry.type is Type.COUNTRY for entry in entries
    ):  # WordNet's own small form counts once ("danish", the pastry)
        return casing.title >= 10 and casing.lower <= max(1, 0.02 * casing.title)
    # Persons, peoples and small towns give their names to things ("williams pears"), and are words too ("creek").
    great = any(entry.type is Type.CITY and entry.role == "capital" for entry in entries)
    place = any(entry.type in _PLACES for entry in entries) and casing.title >= 20
    return (great or place) and not casing.lower and not lexicon.is_english(word)


def _in_foreign(body: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Tell whether a small neighbour of the word is no English word, as in a quotation in another language."""
    before = re.search(r"(\b[a-zà-ÿ]+)\W+$", body[max(0, match.start() - 30) : match.start()])
    after = re.match(r"\W+([a-zà-ÿ]+)", body[match.end() : match.end() + 30])
    return any(near is not None and not lexicon.is_english(near[1]) for near in (before, after))


def _starts(block: Block) -> Iterator[Slip]:
    """Yield sentences that begin small behind a period, and paragraphs that do."""
    base = block.span.start
    for match in _SENTENCE.finditer(block.text):
        span = Span(base + match.start("word"), base + match.end("word"))
        score = _SUBJECT_SCORE if match["subject"] else _SENTENCE_SCORE
        yield Slip(span, (match["word"].capitalize(),), score, "a sentence begins with a capital")
    if block.kind is BlockKind.PARAGRAPH and (opening := _BLOCK.match(block.text)):
        span = Span(base, base + opening.end("word"))
        yield Slip(span, (opening["word"].capitalize(),), _BLOCK_SCORE, "a sentence begins with a capital")


def _odd_capitals(block: Block, names: Gazetteer, lexicon: Lexicon) -> Iterator[Slip]:
    """Yield words like ``THe`` and ``pARIS`` that are known in ordinary casing and not in this one."""
    for match in _ODD.finditer(block.text):
        word = match[0]
        usual = lexicon.usual_form(word)
        known = usual is not None and usual in (word.lower(), word.capitalize())
        if known or names.is_name(word.capitalize()):
            cure = word.capitalize() if word[0].isupper() or usual != word.lower() else word.lower()
            span = Span(block.span.start + match.start(), block.span.start + match.end())
            yield Slip(span, (cure,), _ODD_SCORE, "capitals and small letters are mixed up")
