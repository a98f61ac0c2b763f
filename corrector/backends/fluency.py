"""How much likelier a language model finds a sentence with a change than without: the noisy channel's view of a cure.

A sentence is read once, each change as a branch of it: what stands in place of the old words, and a few pieces of what
follows. Further on the two readings hardly differ, and nothing is read.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from corrector.backends import batches
from corrector.backends.causal import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.backends.answers import Change
    from corrector.backends.causal import Causal, Follow
    from corrector.backends.marked import Marker

AFTER = 8  # pieces after a change that are read with it
BATCH = 128  # pieces read together, padding included; of so few an article makes batches enough for two threads
LONGEST = 512  # pieces of a sentence with its changes


def gains(sentences: Sequence[tuple[str, Sequence[Change]]], causal: Causal, marker: Marker) -> list[tuple[float, ...]]:
    """Return for each sentence what each of its changes, made alone, adds to its log-probability.

    Args:
        sentences: each with its changes.
        causal: reads them.
        marker: turns them into pieces.

    Returns:
        Nats, by sentence and change; 0 for all changes of a sentence too long to be read.
    """
    found: list[tuple[float, ...]] = [(0.0,) * len(changes) for _, changes in sentences]
    read = [
        (number, tree)
        for number, (text, changes) in enumerate(sentences)
        if changes and 0 < len(tree := _Tree(text, changes, marker)) <= LONGEST
    ]
    read.sort(key=lambda one: -len(one[1]))
    cut = list(batches.cut(read, lambda one: len(one[1]), most=BATCH))
    told = batches.side_by_side(lambda batch: _told([tree for _, tree in batch], causal), cut)
    for (number, _), gained in zip(chain.from_iterable(cut), chain.from_iterable(told), strict=True):
        found[number] = gained
    return found


def _told(trees: Sequence[_Tree], causal: Causal) -> list[tuple[float, ...]]:
    """Return the gains of the changes of some sentences, read together."""
    _, follows = causal.branch(causal.blank(len(trees)), [tree.nodes for tree in trees], count=0)
    return [tuple(tree.gains(follow)) for tree, follow in zip(trees, follows, strict=True)]


class _Branch(NamedTuple):
    """A change: the piece of the sentence that it begins with, where the sentence's part ends, and the change's own pieces."""

    first: int
    end: int
    pieces: list[int]

    @property
    def told(self) -> range:
        """The nodes of the sentence after which it is asked what follows."""
        return (
            range(self.first - 1, max(self.first, self.end - 1)) if self.pieces or self.first < self.end else range(0)
        )


class _Tree:
    """A sentence and its changes as nodes: those of the sentence first, as far as changes reach, then those of each change."""

    def __init__(self, text: str, changes: Sequence[Change], marker: Marker) -> None:
        self._pieces = _sequence(text, marker)
        self._branches = [
            self._branch(_sequence(text[: one.span.start] + one.text + text[one.span.end :], marker)) for one in changes
        ]
        self._read = max((branch.told.stop for branch in self._branches), default=0)
        self.nodes = list(self._made())

    def __len__(self) -> int:
        return len(self.nodes)

    def _branch(self, changed: list[int]) -> _Branch:
        most = min(len(self._pieces), len(changed))
        first = next((n for n in range(most) if self._pieces[n] != changed[n]), most)
        same = next((n for n in range(most - first) if self._pieces[-1 - n] != changed[-1 - n]), most - first)
        after = min(same, AFTER)
        return _Branch(first, len(self._pieces) - same + after, changed[first : len(changed) - same + after])

    def _made(self) -> Iterator[Node]:
        asked: list[list[int]] = [[] for _ in range(self._read)]
        for place in {place for branch in self._branches for place in branch.told}:
            asked[place].append(self._pieces[place + 1])
        for branch in self._branches:
            if branch.pieces:
                asked[branch.first - 1].append(branch.pieces[0])
        for place, wanted in enumerate(asked):
            yield Node(self._pieces[place], tuple(range(place)), tuple(wanted))
        column = self._read
        for branch in self._branches:
            for place, (piece, following) in enumerate(zip(branch.pieces, branch.pieces[1:], strict=False)):
                path = (*range(branch.first), *range(column, column + place))
                yield Node(piece, path, (following,))
            column += max(0, len(branch.pieces) - 1)

    def gains(self, follows: Sequence[Follow]) -> Iterator[float]:
        """Yield the gain of each change, from what follows each node."""
        begun = [1] * self._read  # of what is asked after a node of the sentence, how much has been told
        column = self._read
        for branch in self._branches:
            before = sum(follows[place - 1].wanted[0] for place in range(branch.first, branch.end))
            after = 0.0
            if branch.pieces:
                after = follows[branch.first - 1].wanted[begun[branch.first - 1]]
                begun[branch.first - 1] += 1
            own = max(0, len(branch.pieces) - 1)
            after += sum(follows[place].wanted[0] for place in range(column, column + own))
            column += own
            yield after - before


def _sequence(text: str, marker: Marker) -> list[int]:
    """Return the pieces of a sentence between marks; the one at the end tells that it ends there."""
    return [marker.marks.start, *marker.pieces(text), marker.marks.start]
