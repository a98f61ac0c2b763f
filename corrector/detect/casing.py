"""Flag wrong capitals: "Kim Has joined", "Maria FERNANDEZ", "ICBMS", and missing ones: "on monday", "mr. Rossi".

Headlines in title case, titles of works, names of organizations, acronyms and brands keep the capitals they have; the
text's own way of writing a name counts before the gazetteer, and that before the lexicon.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from corrector.detect._after_names import AfterNames
from corrector.detect._capitals import Capitals
from corrector.detect._function_words import FunctionWords
from corrector.detect._knowledge import gazetteer as load_gazetteer
from corrector.detect._rules import Rule, RuleDetector, Slip
from corrector.detect._small_names import SmallNames
from corrector.lexicon import Lexicon
from corrector.segment import BlockKind
from corrector.types import Span

if TYPE_CHECKING:
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

_ODD = re.compile(r"(?<![\w.@/'’&#-])(?:[A-Z]{2}[a-z]{2,}|[a-z][A-Z]{4,})(?![\w@/&'’-])")
_ODD_SCORE = 0.88


def build(settings: Settings) -> RuleDetector:
    """Make the detector; the gazetteer and the lexicon are opened on first use."""
    return RuleDetector("casing", partial(slips, settings))


def slips(settings: Settings, text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:
    """Yield the slips of the blocks; of headlines in title case only words in capitals throughout."""
    names, lexicon = load_gazetteer(settings), Lexicon.load()
    after_names = AfterNames(names, lexicon)
    small_names = SmallNames(text.counts, names, lexicon)
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
        yield from small_names.slips(block)
        yield from _starts(block)
        yield from _odd_capitals(block, names, lexicon)


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
