"""Flag a damaged name of a country, a nationality or a capital, such as "Kazahkstan" or "the Phillipines".

Only a word that stands alone, is no name, and is much rarer than the name that it resembles is looked at: beside
another capitalised word it may be anybody's surname.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import TITLE_WORDS
from corrector.detect._rules import RuleDetector, Slip
from corrector.gazetteer import Part, Type
from corrector.gazetteer.keys import fold
from corrector.lexicon import Lexicon
from corrector.types import Candidate, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer, NearMiss
    from corrector.segment import Block, Run, Segmentation, Word

_SHORTEST = 6  # shorter names have too many neighbours ("Iran" and "Ivan")
_MIN_SIMILARITY = 0.85
_RARE_ZIPF = 3.2
_RARER = 1.0  # how much rarer a slip must be than the name, in powers of ten
_REPEATED = 3  # a spelling that the document repeats is a name of its own
# Of 27 cures in the machine translations of MLQE-PE 19 changed a consonant or the ending; 16 of those were of other words.
_SCORE, _CONTESTED, _OTHER_WORD = 0.9, 0.6, 0.8
_VOWELS = re.compile("[aeiouyh]")
_DOUBLED = re.compile(r"(.)\1+")
_PARTS = frozenset({Part.NAME, Part.ADJECTIVE, Part.PLURAL, Part.NOUN})


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names, lexicon = gazetteer(settings), Lexicon.load()

    def scan(text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:
        for block in blocks:
            for run in block.runs:
                word = _alone(block, run, lexicon)
                if (
                    word is None
                    or not _is_suspect(word, text, names, lexicon)
                    or _is_listed(block, run, names, lexicon)
                ):
                    continue
                if slip := _slip(word, names, lexicon):
                    yield slip

    return RuleDetector("places", scan)


def _alone(block: Block, run: Run, lexicon: Lexicon) -> Word | None:
    """Return the only word of a run of capitalised words that is no title and owes its capital to no sentence start."""
    words = [word for word in block.words[run.start : run.end] if word.text.lower() not in TITLE_WORDS]
    if len(words) == 2 and words[0].start in block.sentence_starts:
        casing = lexicon.casing(words[0].text)
        words = words[1:] if casing.lower > casing.title else words
    if len(words) != 1 or block.is_title_case:
        return None
    return words[0]


def _is_suspect(word: Word, text: Segmentation, names: Gazetteer, lexicon: Lexicon) -> bool:
    form = word.text
    return (
        len(form) >= _SHORTEST
        and form.isalpha()  # a possessive is no plural
        and form[1:].islower()
        and text.counts[form] < _REPEATED
        and not names.is_name(form)
        and not names.lookup(form)
        and not lexicon.foreign(form)  # a foreign name in its own form is no misspelling
        and lexicon.zipf(form) < _RARE_ZIPF
    )


def _is_listed(block: Block, run: Run, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a word stands in a list with a name that is known as little: there it is such a name, too."""
    words, text = block.words, block.document.text
    for near, before, after in ((run.start - 1, run.start - 1, run.start), (run.end, run.end - 1, run.end)):
        if 0 <= near < len(words) and text[words[before].end : words[after].start] == ", ":
            form = words[near].text
            if form[0].isupper() and not names.is_name(form) and not lexicon.is_english(form.lower()):
                return True
    return False


def _slip(word: Word, names: Gazetteer, lexicon: Lexicon) -> Slip | None:
    near = [
        miss
        for miss in names.near(word.text, types=frozenset({Type.COUNTRY, Type.CITY}), limit=8)
        if miss.similarity >= _MIN_SIMILARITY
        and miss.how != "stem"
        and not (miss.entry.type is Type.COUNTRY and word.text == f"{miss.form}s")  # "two Vietnams"
        and _is_well_known(miss)
        and lexicon.zipf(miss.form) >= lexicon.zipf(word.text) + _RARER
    ]
    if not near:
        return None
    best = max(near, key=lambda miss: (_is_usual(miss, names), miss.similarity))
    score = _SCORE if len({miss.entry.country for miss in near}) == 1 else _CONTESTED
    score *= 1.0 if _is_misspelling(fold(word.text), fold(best.form)) else _OTHER_WORD
    cure = Candidate(best.form, score * best.similarity, "places", f"near {best.form!r} by {best.how}")
    return Slip(word.span, (), score, f"near the name {best.form!r}", Kind.NAME, (cure,))


def _is_misspelling(form: str, name: str) -> bool:
    """Tell whether two forms differ as a slip does, not as two names do.

    A slip keeps the consonants, but for their order and doubling ("Bejing"). Another consonant ("Benarus" and "Belarus"),
    or a vowel more or less at the end ("Georgi"), mostly makes another name or word; a capital keeps the -s of its plural
    or of a case in the language that it came from.

    >>> _is_misspelling("kazahkstan", "kazakhstan"), _is_misspelling("guatemelan", "guatemalan")
    (True, True)
    >>> _is_misspelling("georgi", "georgia"), _is_misspelling("romancian", "romanian"), _is_misspelling("tongnan", "tongan")
    (False, False, False)
    """
    if form.removesuffix("s") == name:
        return True
    bare, other = (_VOWELS.sub("", _DOUBLED.sub(r"\1", one)) for one in (form, name))
    return form[-1] == name[-1] and (bare == other or sorted(bare) == sorted(other))


def _is_usual(miss: NearMiss, names: Gazetteer) -> bool:
    """Tell whether a form is the one that English prose writes, not a variant or a former name."""
    if miss.entry.type is not Type.COUNTRY:
        return miss.form == miss.entry.name
    country = names.country(miss.entry.country)
    return miss.form in {country.name, country.adjective, country.noun, country.plural}


def _is_well_known(miss: NearMiss) -> bool:
    """Tell whether a name is a country's, a nationality or a capital: a small town is no likelier than a surname."""
    return miss.part in _PARTS and (miss.entry.type is Type.COUNTRY or miss.entry.role == "capital")
