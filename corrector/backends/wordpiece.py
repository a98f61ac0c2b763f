"""WordPiece: words into the pieces of a BERT vocabulary (Wu et al. 2016; Devlin et al. 2019), cased or uncased."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LONGEST: Final = 100  # characters; a longer word is unknown as a whole, as in the vocabulary's own tokenizer
MOST_PIECES: Final = 12  # of one word: base64 or a URL must not fill a window
_CACHE: Final = 1 << 17


class WordPiece:
    """A vocabulary with the greedy longest-match-first split.

    Args:
        vocabulary: the pieces by number.
        is_cased: whether capitals and accents count; without them it is an uncased vocabulary.

    >>> WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "garb", "##led", "-"]).pieces("Garbled-")
    (4, 5, 6)
    """

    def __init__(self, vocabulary: Sequence[str], *, is_cased: bool = False) -> None:
        self.is_cased = is_cased
        self._ids = {piece: place for place, piece in enumerate(vocabulary)}
        try:
            self.padding, self.unknown, self.first, self.last = (
                self._ids[piece] for piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
            )
        except KeyError as error:
            raise DataError(f"not a WordPiece vocabulary: it lacks {error}") from None
        self._known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def read(cls, path: Path, *, is_cased: bool = False) -> WordPiece:
        """Read a vocabulary file, one piece a line.

        Raises:
            DataError: the file cannot be read or is no vocabulary.
        """
        try:
            return cls(path.read_text(encoding="utf-8").splitlines(), is_cased=is_cased)
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: the vocabulary cannot be read ({error}); reinstall the package") from None

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def vocabulary(self) -> list[str]:
        """The pieces by number."""
        return list(self._ids)

    def pieces(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a word's pieces, at least one and at most :data:`MOST_PIECES`."""
        known = self._known.get(word)
        if known is None:
            found = [piece for part in _parts(self._plain(word)) for piece in self._split(part)]
            known = tuple(found[:MOST_PIECES]) or (self.unknown,)
            if len(self._known) >= _CACHE:
                self._known.clear()
            self._known[word] = known
        return known

    def _plain(self, word: str) -> str:
        """Return the word as the vocabulary spells words: cased with its accents in one piece, uncased without."""
        return unicodedata.normalize("NFC", word) if self.is_cased else unicodedata.normalize("NFD", word.lower())

    def _split(self, part: str) -> list[int]:
        """Split what holds neither space nor punctuation."""
        if len(part) > LONGEST:
            return [self.unknown]
        found: list[int] = []
        start = 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(len(part), start, -1):
                place = self._ids.get(prefix + part[start:end])
                if place is not None:
                    found.append(place)
                    start = end
                    break
            else:
                return [self.unknown]
        return found


def _parts(word: str) -> Iterator[str]:
    """Yield the parts between punctuation marks and ideographs, and each of those; accents that stand alone are dropped."""
    current: list[str] = []
    for character in word:
        category = unicodedata.category(character)
        if category in {"Mn", "Cc", "Cf"}:
            continue
        alone = category.startswith("P") or character in "$+<=>^`|~" or "\u4e00" <= character <= "\u9fff"
        if not alone and not character.isspace():
            current.append(character)
            continue
        if current:
            yield "".join(current)
            current = []
        if alone:
            yield character
    if current:
        yield "".join(current)
