"""Rare English words that frequency lists do not reach: "tumuli", "presbyterial", "Hurrians".

    python -m corrector.lexicon.rare --scowl DIR [--output FILE]

DIR holds the files of SCOWL as Debian's package ``scowl`` has them (``english-words.80``; ISO 8859-1, one word a line). Words
of size 80 and below are kept, which are those of large dictionaries; size 95 has what hardly any dictionary has, and so
much that garble is among it. Words that the lexicon knows anyway are left out, and so are words that another language uses
often ("plantage"): where they stand in English, translation has left them more often than an author has chosen them.
"""

from __future__ import annotations

import argparse
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import marisa_trie

from corrector.errors import CorrectorError, DataError
from corrector.files import write
from corrector.lexicon.lexicon import Lexicon
from corrector.lexicon.store import map_trie

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 80
OFTEN_ABROAD = 3.5  # Zipf frequency in another language
LIST = Path(__file__).with_suffix(".trie")
_FILE = re.compile(
    r"(?P<list>[a-z]+(?:_z)?)-(?:words|upper|proper-names)\.(?P<size>\d+)"
)  # no variants, no abbreviations
_WORD = re.compile(r"[^\W\d_]{4,}")


def is_rare_english(form: str) -> bool:
    """Tell whether a form is a rare English word or name, as it is written: a capital makes a name of a word.

    Raises:
        DataError: the compiled list is missing or damaged.

    >>> [is_rare_english(word) for word in ("tumuli", "Tumuli", "Hurrians", "hurrians", "the")]
    [True, False, True, False, False]
    """
    return form in rare_words()


def build(scowl: Path, output: Path) -> None:
    """Compile the list into the file ``output``.

    Raises:
        DataError: the folder has no list of SCOWL.
    """
    lexicon = Lexicon.load()
    words = sorted({word for word in _read(scowl) if not lexicon.is_english(word) and not _is_foreign(word, lexicon)})
    if not words:
        raise DataError(f"{scowl}: no word lists of SCOWL here")
    write(output, marisa_trie.Trie(words).tobytes())


def _is_foreign(word: str, lexicon: Lexicon) -> bool:
    return word.islower() and any(zipf >= OFTEN_ABROAD for _, zipf in lexicon.foreign(word))


def _read(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        match = _FILE.fullmatch(path.name)
        if match is not None and int(match["size"]) <= LARGEST:
            yield from filter(_WORD.fullmatch, path.read_text(encoding="iso-8859-1").split())


@cache
def rare_words() -> marisa_trie.Trie:
    """Return the list.

    Raises:
        DataError: it is missing or damaged.
    """
    return map_trie(LIST)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m corrector.lexicon.rare", description=__doc__)
    parser.add_argument("--scowl", type=Path, required=True, help="folder of the lists")
    parser.add_argument("--output", type=Path, default=LIST, help="the compiled list")
    chosen = parser.parse_args(arguments)
    try:
        build(chosen.scowl, chosen.output)
    except (CorrectorError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
