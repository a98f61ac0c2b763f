"""Function words that engines left in another language: "tokom the war", "he asked zašto", "the voso plan"."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._foreign_text import is_particle
from corrector.lexicon import Lexicon, Suggestion
from corrector.lexicon.fold import normalise
from corrector.lexicon.function_words import function_words
from corrector.prose import ANY_FOREIGN
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.lexicon.function_words import FunctionWord
    from corrector.segment import Block, Segmentation, Word

FUNCTION_WORD = "function word"
# Of 8,500 finds in round trips of 120,000 training sentences all but 8 were words left over; those stood in paragraphs that had
# been Spanish before. In four million words of edited text there was one, of a sentence in German.
SCORE = 0.98
# Chances that the English is right, measured there and on the post-edits of MLQE-PE: each word counts once, with one right and
# one wrong added, since the next to come will be another word. A word without its accents may be a scrap of something else
# ("insa", "talan") unless the text holds another of its language: ten words of one meaning, four scraps, four of several.
_ONE, _SCRAP, _SEVERAL = 0.81, 0.33, 0.22
_OTHERS = 0.4  # of the smaller of that and what it leaves, shared by the other translations
# What tells that the word is talked about: "the word siempre", "aunque means although".
_NAMED_BEFORE = frozenset("word words term terms phrase phrases called saying spelled spelt pronounced".split())
_NAMED_AFTER = frozenset("means meaning meant".split())
# Romance languages put an article before these, and English puts none: the article goes, too.
_POSSESSIVES = frozenset("my your his her its our their".split())
_ARTICLES = frozenset("the o os la il el els".split())
# At the start of a sentence the word is no surname if one of these follows: "Durante the war", but "Durante sang".
_AFTER_NO_NAME = frozenset("the a an this that these those his her its their our my your".split())
_SHORT = 3  # letters of a word that is rather a name or an abbreviation where it has a capital
_RARE = 4.4  # Zipf frequency below which a word of two languages is rather foreign ("se")


class LeftOver(NamedTuple):
    """What to replace, and the English for it, best first."""

    span: Span
    cures: tuple[Suggestion, ...]


def left_over(block: Block, place: int, text: Segmentation) -> LeftOver | None:
    """Return the English of a function word of another language, or None where more than the word is foreign, or it is named."""
    words = block.words
    word = words[place]
    found = function_words(word.text)
    if not found or _is_name(block, place) or _is_named(words, place):
        return None
    best, *others = _english(found)
    article = place > 0 and best in _POSSESSIVES and words[place - 1].text.lower() in _ARTICLES
    first = place - 1 if article and _gap(block, place) == " " else place
    if any(_is_foreign(other.text) for other in (*words[max(0, first - 1) : first], *words[place + 1 : place + 2])):
        return None
    sure = _chance(normalise(word.text), found, text)
    via = f"{found[0].language} {found[0].form}"
    left = _OTHERS * min(sure, 1.0 - sure) / max(1, len(others))
    chances = ((best, sure), *((text, left) for text in others))
    span = Span(words[first].start, word.end)
    return LeftOver(span, tuple(Suggestion(text, chance, FUNCTION_WORD, via) for text, chance in chances))


def is_no_name(block: Block, place: int) -> bool:
    """Tell whether a function word that begins a sentence is none of the names spelled like it: a determiner follows."""
    words = block.words
    if words[place].start not in block.sentence_starts or not function_words(words[place].text):
        return False
    return place + 1 < len(words) and words[place + 1].text in _AFTER_NO_NAME and _gap(block, place + 1) == " "


def _gap(block: Block, place: int) -> str:
    """Return what stands between a word and the one before it."""
    return block.document.text[block.words[place - 1].end : block.words[place].start]


def _is_name(block: Block, place: int) -> bool:
    """Tell whether a capital may make a name of the word; where it begins a sentence that goes on, it says nothing."""
    word = block.words[place]
    if word.text.islower():
        return False
    if len(word.text) <= _SHORT:
        return True  # "Ima Hogg"
    goes_on = block.document.text[word.end : word.end + 1] in {" ", ","}
    return block.is_title_case or word.start not in block.sentence_starts or not goes_on


def _is_named(words: Sequence[Word], place: int) -> bool:
    before = words[place - 1].text.lower() if place else ""
    after = words[place + 1].text.lower() if place + 1 < len(words) else ""
    return before in _NAMED_BEFORE or after in _NAMED_AFTER


def _is_foreign(word: str) -> bool:
    """Tell whether a neighbour is a function word of another language, too: "hasta la"."""
    return is_particle(word) or (word in ANY_FOREIGN and Lexicon.load().zipf(word) < _RARE)


def _chance(key: str, found: Sequence[FunctionWord], text: Segmentation) -> float:
    """Return how likely the best English is right: by its meanings, its accents, and the other words of its language."""
    if any(len(one.meanings) > 1 for one in found):
        return _SEVERAL
    languages = {one.language for one in found}
    others = (normalise(other) for other in text.counts)
    as_written = any(key == one.form for one in found) or any(
        one.language in languages and other == one.form and other != key
        for other in others
        for one in function_words(other)
    )
    return _ONE if as_written else _SCRAP


def _english(found: Sequence[FunctionWord]) -> list[str]:
    """Return the English of a word; what all its languages say comes first."""
    texts = [[text for meaning in one.meanings for text in meaning] for one in found]
    shared = [text for text in texts[0] if all(text in other for other in texts)]
    return list(dict.fromkeys((*shared, *(text for one in texts for text in one))))
