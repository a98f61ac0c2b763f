"""Flag wrong capitals: "Kim Has joined", "Maria FERNANDEZ", "ICBMS", and missing ones: "on monday", "mr. Rossi".

Headlines in title case, titles of works, names of organizations, acronyms and brands keep the capitals they have; the
text's own way of writing a name counts before the gazetteer, and that before the lexicon.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from corrector.detect._capitals import Capitals
from corrector.detect._knowledge import gazetteer as load_gazetteer
from corrector.detect._rules import Rule, RuleDetector, Slip
from corrector.gazetteer import Type
from corrector.lexicon import Lexicon
from corrector.segment import BlockKind
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.segment import Block, Segmentation

_FUNCTION = re.compile(
    r" (?:(?P<verb>Has|Have|Had|Is|Are|Was|Were|Would|Could|Should|Does|Did|Said|Says|Told|Been|Also|Became|Began)"
    r"|(?P<joiner>And|Or|But|That|Which|While|When|Because|Although|Than|Nor)"
    r"|(?P<preposition>Of|In|On|At|To|For|With|By|From|Into|Between|Against|During|Under|After|Before|Through|Towards?|Among"
    r"|Since|Until)"
    r"|(?P<pronoun>This|These|Those|They|Their|Its|Not|The|An|As|If|Our))(?=,? [\w\"“])"
)
_BEFORE = re.compile(r"(?:^|[\s\"“‘(])([\w.'’-]*\w)(,?)$")
_AFTER = re.compile(r",? [\"“]?([\w'’-]+\.?)(?: ([\w'’-]+))?")
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Gen)\b\.?|President|Prime|Chancellor|Premier|King|Queen|Prince|Princess|Pope|Foreign|Defen[cs]e|Vice"
)
_SMALL = frozenset("a an the of to in and or for on at by from with as".split())
# Scores by the class of the word and by whether the words before and after it are small (s) or capital (C). On 2.5 million
# words of right prose the classes with small neighbours had under one match in 100,000 words, mostly slips of its own;
# where both neighbours are capitals nearly all matches were titles, so only two names or an honorific speak for a slip.
_SCORES = {
    ("verb", "ss"): 0.93, ("verb", "Cs"): 0.93, ("joiner", "ss"): 0.93, ("joiner", "Cs"): 0.88, ("joiner", "sC"): 0.8,
    ("preposition", "ss"): 0.88, ("preposition", "Cs"): 0.6, ("preposition", "sC"): 0.45, ("pronoun", "ss"): 0.85,
    ("pronoun", "Cs"): 0.55,
}  # fmt: skip
_BEFORE_TITLE, _BETWEEN_NAMES = 0.93, 0.8
_AP_TITLE_LENGTH = 4  # prepositions of this length keep their capital in titles ("Gone With the Wind")
# Words that often begin a sentence stand behind a heading that lost its line break ("Types of rock The oldest rocks ...").
_OPENERS = frozenset(
    "The This These Those They As If Our An In On At For When While Before After During Under Since Although Because To With By "
    "From Through Not That".split()
)
_RUN_IN_WORDS = 7
_ASKING = frozenset("What Who Where When Why How Which".split())
_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s")
_OPENER = 0.78  # else a period is missing before it
_QUESTION = 0.6  # "If asked, Are you ready?"
_SAID_BEFORE = frozenset("that he she it they the there his her this we on in".split())  # "Edward Said was ..."

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
_STARTERS = "the|he|she|it|they|we|this|these|those|there|but|however|in|his|her|their|a|an|according|meanwhile|if|when|after|for"
_SENTENCE = re.compile(rf"(?<=[a-z]{{4}})\. (?P<word>{_STARTERS})(?= [a-z])")
_BLOCK = re.compile(rf"(?P<word>{_STARTERS})(?= [a-z])")
_SENTENCE_SCORE, _BLOCK_SCORE = 0.85, 0.6

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
_GREAT = frozenset({Type.COUNTRY, Type.PEOPLE, Type.LANGUAGE, Type.PERSON})
_NATION = frozenset({Type.COUNTRY, Type.PEOPLE, Type.LANGUAGE, Type.CALENDAR})
_ALSO_WORDS = frozenset("august china turkey jordan japan chile jersey guinea lima".split())
_CALENDAR_SCORE, _DATE_SCORE, _PROPER_SCORE = 0.95, 0.95, 0.9
_ODD = re.compile(r"(?<![\w.@/'’&#-])(?:[A-Z]{2}[a-z]{2,}|[a-z][A-Z]{4,})(?![\w@/&'’-])")
_ODD_SCORE = 0.88


def build(settings: Settings) -> RuleDetector:
    """Make the detector; the gazetteer and the lexicon are opened on first use."""
    return RuleDetector("casing", partial(slips, settings))


def slips(settings: Settings, text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:
    """Yield the slips of the blocks; of headlines in title case only words in capitals throughout."""
    names, lexicon = load_gazetteer(settings), Lexicon.load()
    capitals = Capitals(text, names, lexicon)
    for block in blocks:
        yield from capitals.slips(block)
        if block.is_title_case:
            continue
        yield from _function_words(block, names)
        if _SMALL_TITLE.search(block.text):
            for rule in _RULES:
                yield from rule.apply(block)
        yield from _small_names(block, names, lexicon)
        yield from _starts(block)
        yield from _odd_capitals(block, names, lexicon)


def _function_words(block: Block, names: Gazetteer) -> Iterator[Slip]:
    """Yield function words and auxiliaries with a capital in mid-sentence."""
    body, base = block.text, block.span.start
    for match in _FUNCTION.finditer(body):
        start, word = match.start() + 1, match[0][1:]
        score = _function_score(block, match, word, names)
        if score and not _is_quoted_title(body, start):
            span = Span(base + start, base + match.end())
            yield Slip(span, (word.lower(),), score, f"{word!r} needs no capital here")


def _function_score(block: Block, match: re.Match[str], word: str, names: Gazetteer) -> float:
    """Return the probability that the capital is a slip, by the words around it; 0 where they say nothing."""
    before = _BEFORE.search(block.text, max(0, match.start() - 40), match.start())
    after = _AFTER.match(block.text, match.end())
    if before is None or after is None or not before[1][-1].isalpha():
        return 0.0
    kind = match.lastgroup or ""
    if before[1].isupper() and (kind != "verb" or block.kind is BlockKind.HEADING or len(before[1]) < 2):
        return 0.0
    if word == "Said" and (after[1] not in _SAID_BEFORE or after[0][0] == ","):
        return 0.0
    left, right = "C" if before[1][0].isupper() else "s", "C" if after[1][0].isupper() else "s"
    if left + right == "CC" or (right == "C" and kind != "pronoun"):
        evident = _evidence(before[1], after[1], word, names)
        if evident or left == "C":
            return evident
    if word in _OPENERS and _words_before(block, match.start()) < _RUN_IN_WORDS:
        return 0.0
    if before[1] in _ASKING:
        return 0.0
    if right == "s" and (left == "C" or kind == "preposition"):
        next_is_capital = bool(after[2]) and after[2][0].isupper()
        if after[1] in _SMALL and next_is_capital and not names.is_name(before[1]):
            return 0.0  # "All Is the Same", a title
        if left == "C" and kind == "preposition" and len(word) >= _AP_TITLE_LENGTH:
            return 0.0
        if left == "C" and word == "Or":  # also a surname, as are "To" and "On"
            kind = "preposition"
    score = _SCORES.get((kind, left + right), 0.0)
    if kind == "verb" and before[2]:
        score = min(score, _QUESTION)
    if word in _OPENERS:
        score = min(score, _OPENER)
    return score if block.kind is not BlockKind.HEADING else 0.85 * score


def _words_before(block: Block, place: int) -> int:
    """Count the words of the sentence before a place, as far as it matters."""
    window = block.text[max(0, place - 120) : place]
    return len(_STOP.split(window)[-1].split())


def _evidence(left: str, right: str, word: str, names: Gazetteer) -> float:
    """Judge a function word between two capitals: a title of honour behind it, or a name on either side."""
    if _TITLE.fullmatch(right) and word != "The":
        return _BEFORE_TITLE
    joins = word in {"And", "Or", "But", "With", "From", "To", "Against", "In", "Between"}
    return _BETWEEN_NAMES if joins and _is_great_name(left, names) and _is_great_name(right, names) else 0.0


@lru_cache(maxsize=1 << 12)
def _is_great_name(word: str, names: Gazetteer) -> bool:
    """Tell whether a word names a country, a people or a public figure, or ends or begins such a name."""
    if any(r.relation.accepted and r.surface == word and r.entry.type in _GREAT for r in names.lookup(word)):
        return True
    return word in {
        "Korea",
        "Arabia",
        "Africa",
        "Zealand",
        "Leone",
        "Rica",
        "Salvador",
        "Kingdom",
        "States",
        "Union",
        "South",
        "North",
    }


def _is_quoted_title(body: str, place: int) -> bool:
    """Tell whether a place lies in a short quotation whose longer words all begin with capitals."""
    start = max(body.rfind(mark, max(0, place - 80), place) for mark in '"“‘')
    end = min((at for mark in '"”’' if (at := body.find(mark, place, place + 80)) >= 0), default=-1)
    if start < 0 or end < 0:
        return False
    return not re.search(r"\b[a-z]\w{3,}", body[start + 1 : end])


def _small_names(block: Block, names: Gazetteer, lexicon: Lexicon) -> Iterator[Slip]:
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
        if match[0] in suspects and not _in_foreign(body, match, lexicon):
            score = _CALENDAR_SCORE if match[0] in _CALENDAR else _PROPER_SCORE
            span = Span(base + match.start(), base + match.end())
            yield Slip(span, (match[0].capitalize(),), score, "a name is written with a capital")


@lru_cache(maxsize=1 << 16)
def _always_capital(word: str, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether edited English writes the word with a capital only, and knows it as a name."""
    if word in _CALENDAR:
        return True
    casing = lexicon.casing(word)
    if word in _ALSO_WORDS or not casing.title or not names.is_name(word.capitalize()):
        return False
    # WordNet's own small form counts once ("danish", the pastry); public figures and small towns are words too ("trump").
    often = casing.title >= 10 and casing.lower <= max(1, 0.02 * casing.title)
    nation = any(reading.entry.type in _NATION for reading in names.lookup(word.capitalize()))
    return (often and nation) or (casing.title >= 5 and not casing.lower and not lexicon.is_english(word))


def _in_foreign(body: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Tell whether a neighbour of the word is no English word, as in a quotation in another language."""
    before = re.search(r"([^\W\d_]+)\W+$", body[max(0, match.start() - 30) : match.start()])
    after = re.match(r"\W+([^\W\d_]+)", body[match.end() : match.end() + 30])
    return any(near is not None and not lexicon.is_english(near[1]) for near in (before, after))


def _starts(block: Block) -> Iterator[Slip]:
    """Yield sentences that begin small behind a period, and paragraphs that do."""
    base = block.span.start
    for match in _SENTENCE.finditer(block.text):
        span = Span(base + match.start("word"), base + match.end("word"))
        yield Slip(span, (match["word"].capitalize(),), _SENTENCE_SCORE, "a sentence begins with a capital")
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
