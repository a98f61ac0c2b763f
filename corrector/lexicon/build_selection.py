"""Compile the selectional preferences from WordNet and edited English text.

    python -m corrector.lexicon.build_selection --wordnet DIR --data DIR [--output FOLDER]

The first folder holds the database files ``index.noun`` and ``data.noun`` of WordNet 3.0, the second ``clean/*.txt.gz`` (one
paragraph a line). The same inputs always give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from corrector.errors import CorrectorError, DataError
from corrector.lexicon import Lexicon
from corrector.lexicon.build import read_edited_text
from corrector.lexicon.inflect import singulars
from corrector.lexicon.selection import KINDS, NOUNS, PLACES, SHARES, STEP, beside
from corrector.lexicon.store import COMPILED, map_trie, write_table
from corrector.segment import segment
from corrector.types import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FIRST_KIND = 3  # number of the first lexicographer file of nouns
LEAST_SHARE = 0.12  # of a noun's senses that a kind must have to be kept
LEAST = 15  # times that a place must be seen
PRIOR = 12.0  # nouns of any kind that each place is held to have seen besides
HEAVIEST = 6.0  # the most that a word says for or against a kind, as a logarithm


def build(wordnet: Path, data: Path, output: Path) -> None:
    """Compile both tables into ``output``.

    Raises:
        DataError: an input is missing.
    """
    nouns = read_nouns(wordnet)
    wanted = {lemma.lower() for lemma in map_trie(COMPILED / "lemmas-wordnet.trie").keys()}  # noqa: SIM118 - of a trie
    write_table(NOUNS, {noun: pack_kinds(kinds) for noun, kinds in nouns.items() if noun in wanted}, folder=output)
    counts = count_places(read_edited_text(data), nouns)
    write_table(PLACES, pack_places(counts), width=len(KINDS), folder=output)


def read_nouns(wordnet: Path) -> dict[str, dict[int, float]]:
    """Return the kinds of each lower-case noun of one word with their shares: its senses count less and less.

    Raises:
        DataError: a file is missing.
    """
    try:
        kinds = {}
        for line in (wordnet / "data.noun").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):
                offset, kind, _ = line.split(" ", 2)
                kinds[offset] = int(kind) - FIRST_KIND
        nouns = {}
        for line in (wordnet / "index.noun").read_text(encoding="utf-8").splitlines():
            fields = line.split()
            if line.startswith(" ") or not fields[0].isalpha():
                continue
            senses = fields[-int(fields[2]) :]
            shares: dict[int, float] = defaultdict(float)
            for rank, sense in enumerate(senses):
                shares[kinds[sense]] += 1.0 / (rank + 1) ** 1.5
            least = LEAST_SHARE * sum(shares.values())
            kept = {kind: share for kind, share in sorted(shares.items()) if share >= least}
            nouns[fields[0]] = {kind: share / sum(kept.values()) for kind, share in kept.items()}
    except OSError as error:
        raise DataError(
            f"{wordnet}: cannot read the WordNet database ({error}); give its folder with --wordnet"
        ) from error
    return nouns


def pack_kinds(kinds: Mapping[int, float]) -> bytes:
    """Return a byte for each kind and one for its share."""
    return b"".join(bytes((kind, max(1, round(SHARES * share)))) for kind, share in kinds.items())


def count_places(lines: Iterable[str], nouns: Mapping[str, Mapping[int, float]]) -> dict[str, list[float]]:
    """Count the kinds of nouns in each place of a text; a noun of several kinds counts in part for each."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(KINDS))
    for line in lines:
        for keys, noun in _places(line):
            for kind, share in nouns.get(noun, {}).items():
                for key in keys:
                    counts[key][kind] += share
    return counts


def _places(line: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what stands beside each word that may be a noun, and its singular."""
    lexicon = Lexicon.load()
    for block in segment(Document("text", line)).prose:
        for place, word in enumerate(block.words):
            form = word.text
            if not form.islower() or not lexicon.is_noun(form):
                continue
            yield beside(block, place), next(iter(singulars(form)), form)


def pack_places(counts: Mapping[str, list[float]]) -> dict[str, bytes]:
    """Return the lifts of the kinds in each place that was seen often enough."""
    whole = [sum(column) for column in zip(*counts.values(), strict=True)]
    total = sum(whole)
    packed = {}
    for key, seen in counts.items():
        if (count := sum(seen)) < LEAST:
            continue
        row = bytearray()
        for mine, all_ in zip(seen, whole, strict=True):
            share = max(all_, 1.0) / total
            lift = log((mine + PRIOR * share) / (count + PRIOR) / share)
            row.append(round(STEP * max(-HEAVIEST, min(HEAVIEST, lift))) + 128)
        packed[key] = bytes(row)
    return packed


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m corrector.lexicon.build_selection", description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with index.noun and data.noun")
    parser.add_argument("--data", type=Path, required=True, help="folder with clean/")
    parser.add_argument("--output", type=Path, default=COMPILED, help="where the compiled files go")
    options = parser.parse_args(arguments)
    try:
        build(options.wordnet, options.data, options.output)
    except CorrectorError as error:
        sys.stderr.write(f"error: {error}\n")
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
