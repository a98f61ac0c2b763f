"""Right English under licences that allow shipping what is learned from it: files, documents, sentences, splits.

The folder of development data is always given by the caller. Which file may be used, under which licence group, is
stated here once.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from corrector.errors import InputError
from corrector.segment import Block, BlockKind
from corrector.types import Document, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_T = TypeVar("_T")
_WRONG = Path(__file__).with_name("wrong-as-published.tsv")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of right text: its name below ``clean/``, its licence group and what it may be used for."""

    name: str
    licence: str
    news: bool = False
    speech: bool = False


UNTRAINED = "masc"  # newspaper, essays, travel guides, government documents; for calibration alone
SOURCES: tuple[Source, ...] = (
    Source("wikinews", "CC-BY-2.5", news=True),
    Source("factbook", "public-domain", news=True),
    Source("us_presidents", "public-domain", speech=True),
    Source("digitalgov", "CC0-1.0"),
    Source("18f_blog", "CC0-1.0"),
    Source("openstax_anthropology", "CC-BY-4.0"),
    Source("openstax_principles_economics_bundle", "CC-BY-4.0"),
)
"""``masc`` (own licence) and ``gum_by`` (CC BY and CC BY-SA mixed, line by line unmarked) are left out."""

DOCUMENT_LINES = 25
"""The files keep no document marks but keep the order: a run of this many lines stands for a document."""

HELD_OUT_PERCENT = {"test": 4, "dev": 3}


class Sentence(NamedTuple):
    """One sentence of right text and where it comes from."""

    text: str
    source: str
    document: str
    split: str
    paragraph: int
    place: int

    def precedes(self, other: Sentence) -> bool:
        """Tell whether the other sentence comes right after this one in the same paragraph."""
        return self.source == other.source and self.paragraph == other.paragraph and self.place + 1 == other.place


def digest(text: str) -> str:
    """Return the hash by which sentences are told apart: of letters and digits alone, case folded.

    >>> digest("The parade, on Wednesday.") == digest("the parade on wednesday")
    True
    """
    kept = "".join(character for character in text.casefold() if character.isalnum())
    return hashlib.blake2b(kept.encode(), digest_size=8).hexdigest()


def split_of(document: str) -> str:
    """Return ``train``, ``dev`` or ``test`` for a document id; the answer depends on nothing but the id."""
    place = int(hashlib.blake2b(document.encode(), digest_size=4).hexdigest(), 16) % 100
    for name, share in HELD_OUT_PERCENT.items():
        if place < share:
            return name
        place -= share
    return "train"


def split_sentences(paragraph: str) -> list[str]:
    """Split a paragraph of edited English into sentences; abbreviations and initials end none.

    >>> split_sentences("Mr. Otieno left. He went to Nairobi.")
    ['Mr. Otieno left.', 'He went to Nairobi.']
    """
    block = Block(BlockKind.PARAGRAPH, Span(0, len(paragraph)), Document("", paragraph))
    return [paragraph[span.start : span.end].strip() for span in block.sentences]


def read_lines(path: Path) -> Iterator[str]:
    """Yield the stripped, non-empty lines of a gzip file of UTF-8 text.

    Raises:
        InputError: the file is missing or is not gzip.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if stripped := line.strip():
                    yield stripped
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: cannot read right text ({error}); give the folder of development data") from error


def paragraphs(data: Path, source: Source) -> Iterator[tuple[str, str]]:
    """Yield (document id, paragraph) of one source, in file order."""
    for number, line in enumerate(read_lines(data / "clean" / f"{source.name}.txt.gz")):
        yield f"{source.name}/{number // DOCUMENT_LINES}", line


def is_usable(sentence: str) -> bool:
    """Tell whether a sentence is whole and of a length worth learning from: 5 to 60 words, with an end."""
    words = sentence.split()
    return (
        5 <= len(words) <= 60
        and sentence[-1] in ".!?\"”’')"
        and (sentence[0].isupper() or sentence[0] in "\"“‘'(" or sentence[0].isdigit())
        and max(map(len, words)) <= 40
        and sum(character.isalpha() for character in sentence) >= 0.6 * len(sentence)
    )


def read_untrained(data: Path) -> Iterator[str]:
    """Yield the paragraphs of edited English that no network learned from.

    Raises:
        InputError: as :func:`read_lines`.
    """
    yield from read_lines(data / "clean" / f"{UNTRAINED}.txt.gz")


def read_sentences(data: Path, sources: tuple[Source, ...] = SOURCES) -> Iterator[Sentence]:
    """Yield every usable sentence of the given sources once (by :func:`digest`), in file order."""
    seen: set[str] = set()
    for source in sources:
        for number, (document, paragraph) in enumerate(paragraphs(data, source)):
            for place, text in enumerate(split_sentences(" ".join(paragraph.split()))):
                key = digest(text)
                if is_usable(text) and key not in seen:
                    seen.add(key)
                    yield Sentence(text, source.name, document, split_of(document), number, place)


def texts_of(data: Path, split: str) -> dict[str, str]:
    """Return the usable sentences of a split, each with its document."""
    return {sentence.text: sentence.document for sentence in read_sentences(data) if sentence.split == split}


@cache
def wrong_as_published() -> frozenset[str]:
    """Return the digests of sentences of the sources that were wrong as published, as judged by reading."""
    rows = _WRONG.read_text(encoding="utf-8").splitlines()[2:]
    return frozenset(row.partition("\t")[0] for row in rows)


def keys(text: str) -> frozenset[str]:
    """Return the digests of a text's sentences."""
    return frozenset(map(digest, split_sentences(text)))


def distinct(items: Iterable[_T], text: Callable[[_T], str]) -> Iterator[_T]:
    """Yield the items in whose text no sentence was wrong as published or stood in an item before."""
    seen = set(wrong_as_published())
    for item in items:
        found = keys(text(item))
        if seen.isdisjoint(found):
            seen |= found
            yield item


def in_cache_order(sentences: list[Sentence]) -> list[Sentence]:
    """Return the sentences in the order in which engines see them: news first, speeches last, by hash within."""
    rank = {source.name: -source.news + source.speech for source in SOURCES}
    return sorted(sentences, key=lambda sentence: (rank[sentence.source], digest(f"order {sentence.text}")))
