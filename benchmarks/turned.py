"""Count noun compounds of edited English that are never turned round with "of", and write them for the detector.

    python -m benchmarks.turned --data DIR

A compound is a noun before a noun ("death toll") that stands five times or more in the edited text while "toll of death"
never does; three times are enough of a noun that seldom stands behind "of" without an article. A compound is doubtful
where its first noun often stands so, unless the compound is frequent. Only text in the public domain or under CC0 and CC BY
is counted. With ``--halves`` nothing is
written: the table is made from half of the lines, and what it reports in the other half is printed.
"""

from __future__ import annotations

import argparse
import re
import zlib
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from corrector.detect import turned
from corrector.detect.turned import Modifiers
from corrector.training.sources import SOURCES, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HEAD = """\
# Noun compounds that edited English writes three or five times or more in 4 million words and never turns round with "of": the
# head noun, the nouns that stand before it, and those that do without good evidence that turning them round is wrong. Made by
# benchmarks/turned.py from text in the public domain or under CC0 and CC BY (see NOTICE). Licence: CC BY 4.0
"""
# Per million words: how often a noun stands behind "of" without an article that may stand so behind any head, and how often a
# compound stands that is sure nevertheless.
BARE, FREQUENT = 12, 10
# Per million words: how seldom it stands there if few compounds are evidence enough, and how many those are.
SELDOM_BARE, FEWEST_OF_SELDOM = 3, 3
FEWEST = 5
# How often a word must stand where only nouns do: behind "of", "the" or a preposition at the end of a phrase.
AS_NOUN = 4
_JOINED = re.compile(r"\b([a-z]{3,}) of ([a-z]{3,})\b")  # whatever follows
_TOKEN = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")
_END = frozenset(".,;:?!)") | frozenset("is are was were in on at to for with that which of by from has have".split())
_BEFORE = frozenset("of the a an in for with".split())
_BEFORE_ADJECTIVE = frozenset("very more most so too is are was were be been less quite really as".split())
# A noun of action takes what it acts on with "of": "the sharing of information", "the protection of data".
_ACTION = re.compile(r"(?:ing|tion|sion|ment|ery|sis)\Z")
# Words that are nouns besides, but stand before a noun as something else.
_NO_NOUN = frozenset(
    "above after all and any back before below best better both can different each every fellow few first for "
    "former free full further future general good great her his human important its large last like local "
    "main many mine more most much national new next none old one only other others our out own past people "
    "potential public right same second several single social some special such that the their them "
    "themselves these they this those three time total two various what which who whom will work you young".split()
)
# Nouns that measure what follows "of": "a wealth of material" is no "material wealth".
_QUANTITIES = frozenset(
    "amount amounts bit bulk degree handful host kind kinds level levels lot lots majority mass number numbers part parts "
    "piece pieces quantity range rest series set sets share sort sorts stage stages type types variety wealth".split()
)
# Before a noun a plural is mostly the subject of a verb ("students access"), but for these; a form in -ing is a verb's.
_VERBAL = re.compile(r"(?:(?<![su])s|ing)\Z")
_PLURALS = frozenset("arms goods news sales savings sports".split())


def lines(data: Path) -> Iterator[str]:
    """Yield the lines of the counted sources, those from which weights may learn."""
    for source in SOURCES:
        yield from (line for _, line in paragraphs(data, source))


def count(texts: Iterable[str]) -> dict[str, Modifiers]:
    """Return the modifiers of each head noun whose compound is never turned round."""
    pairs: Counter[tuple[str, str]] = Counter()
    as_noun: Counter[str] = Counter()
    as_adjective: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    total = 0
    joined: set[tuple[str, str]] = set()
    for text in texts:
        words = _TOKEN.findall(text)
        total += len(words)
        for place, (word, following) in enumerate(pairwise(words)):
            if word.islower() and following.islower():
                pairs[word, following] += 1
            if following in _END and place and words[place - 1] in _BEFORE:
                as_noun[word] += 1
            if place and words[place - 1] in _BEFORE_ADJECTIVE:
                as_adjective[word] += 1
        bare.update(match["modifier"] for match in turned.PHRASE.finditer(text))
        joined.update((match[1], match[2]) for match in _JOINED.finditer(text))
    millions = total / 1e6
    heads: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for (modifier, head), times in pairs.items():
        if (
            times >= (FEWEST if bare[modifier] >= SELDOM_BARE * millions else FEWEST_OF_SELDOM)
            and min(len(modifier), len(head)) > 2
            and min(as_noun[modifier], as_noun[head]) >= AS_NOUN
            and as_adjective[modifier] <= as_noun[modifier] / 2
            and not _ACTION.search(head)
            and (modifier in _PLURALS or not _VERBAL.search(modifier))
            and not {modifier, head} & _NO_NOUN
            and head not in _QUANTITIES
            and (head, modifier) not in joined
        ):
            heads[head][bare[modifier] >= BARE * millions and times < FREQUENT * millions].add(modifier)
    return {head: Modifiers(frozenset(sure), frozenset(doubtful)) for head, (sure, doubtful) in heads.items()}


def write(table: Mapping[str, Modifiers]) -> None:
    """Write the table beside the detector."""
    rows = ["\t".join((head, *(" ".join(sorted(some)) for some in table[head]))) + "\n" for head in sorted(table)]
    Path(turned.__file__).with_name(turned.TABLE).write_text(_HEAD + "".join(rows), encoding="utf-8")


def main() -> None:
    """Write the table, or try it on held-out lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--halves", action="store_true", help="make the table from half of the lines and try it on the rest"
    )
    arguments = parser.parse_args()
    everything = list(lines(arguments.data / "data"))
    if not arguments.halves:
        write(count(everything))
        return
    halves: tuple[list[str], list[str]] = ([], [])
    for line in everything:
        halves[zlib.crc32(line.encode()) % 2].append(line)
    table = count(halves[0])
    found: defaultdict[float, list[str]] = defaultdict(list)
    for match in (match for line in halves[1] for match in turned.PHRASE.finditer(line)):
        if known := turned.scores(match, table):
            found[known[1]].append(match[0])
    words = sum(len(line.split()) for line in halves[1])
    for position, name in enumerate(Modifiers._fields):
        print(f"{sum(len(modifiers[position]) for modifiers in table.values())} {name} compounds")
    for confidence, phrases in sorted(found.items()):
        print(f"cures at {confidence}: {len(phrases)} reports in {words} words", *phrases[:60], sep="\n")


if __name__ == "__main__":
    main()
