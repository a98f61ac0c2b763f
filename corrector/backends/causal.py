"""A causal language model that keeps what it has read: sequences grow, and branches are tried without copying them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

_HIDDEN = np.float32(-1e9)  # added to the scores of what a piece may not see
_INPUTS = ("ids", "positions", "mask", "places", "wanted", "count")


class Model(Protocol):
    """What runs the network: named arrays in; scores, best scores, best pieces, and then keys and values out."""

    def outputs(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return the outputs."""
        ...


class Node(NamedTuple):
    """A piece to be read after a sequence and, of what branches from it, the columns in ``path``.

    ``wanted`` are the pieces whose probability to follow is asked for.
    """

    piece: int
    path: tuple[int, ...]
    wanted: tuple[int, ...] = ()


class Follow(NamedTuple):
    """Natural logarithms of the probabilities of what follows a piece: of those asked for, and the likeliest, best first."""

    wanted: tuple[float, ...]
    best: tuple[tuple[int, float], ...]


_NOTHING = Follow((), ())


@dataclass(frozen=True, slots=True)
class Memory:
    """What a batch of sequences has read.

    ``cache`` holds each layer's keys and values, float32 (batch, heads, columns, head); ``seen`` tells which columns belong
    to the sequence itself, (batch, columns): the others are padding, or branches.
    """

    cache: tuple[NDArray[np.float32], ...]
    seen: NDArray[np.bool_]

    def take(self, rows: Sequence[int]) -> Memory:
        """Return the memory of some of the sequences."""
        if len(rows) == len(self.seen):
            return self
        return Memory(tuple(array[rows] for array in self.cache), self.seen[rows])

    @classmethod
    def join(cls, memories: Sequence[Memory]) -> Memory:
        """Return the memory of the sequences of several batches, one after the other, padded at the end."""
        if len(memories) == 1:
            return memories[0]
        width = max(memory.seen.shape[1] for memory in memories)

        def joined(arrays: Sequence[NDArray[Any]], axis: int) -> NDArray[Any]:
            sizes = [(0, 0)] * arrays[0].ndim
            padded = []
            for array in arrays:
                sizes[axis] = (0, width - array.shape[axis])
                padded.append(np.pad(array, sizes))
            return np.concatenate(padded)

        layers = zip(*(memory.cache for memory in memories), strict=True)
        return cls(tuple(joined(arrays, 2) for arrays in layers), joined([memory.seen for memory in memories], 1))


class Causal:
    """Reads with a network.

    Args:
        model: runs it.
        layers: how many there are.
        heads: of keys and values.
        head: width of one.
    """

    def __init__(self, model: Model, *, layers: int, heads: int, head: int) -> None:
        self._model = model
        self._empty = (heads, 0, head)
        self._names = [f"past.{layer}.{what}" for layer in range(layers) for what in ("keys", "values")]

    def blank(self, batch: int) -> Memory:
        """Return the memory of sequences that have read nothing."""
        empty = np.zeros((batch, *self._empty), np.float32)
        return Memory((empty,) * len(self._names), np.zeros((batch, 0), np.bool_))

    def extend(
        self, memory: Memory, pieces: Sequence[Sequence[int]], wanted: Sequence[Sequence[int]], *, count: int
    ) -> tuple[Memory, list[Follow]]:
        """Read pieces after each sequence, at least one, and return what follows the last of them.

        Args:
            memory: of the sequences.
            pieces: for each sequence.
            wanted: pieces whose probability to follow is asked for, for each sequence.
            count: how many of the likeliest pieces to tell.
        """
        columns = memory.seen.shape[1]
        nodes = [
            [Node(piece, tuple(range(columns, columns + number))) for number, piece in enumerate(row)] for row in pieces
        ]
        for row, asked in zip(nodes, wanted, strict=True):
            row[-1] = row[-1]._replace(wanted=tuple(asked))
        grown, follows = self._read(memory, nodes, [[len(row) - 1] for row in nodes], count)
        for row, read in zip(grown.seen, pieces, strict=True):
            row[columns : columns + len(read)] = True
        return grown, [row[0] for row in follows]

    def branch(
        self, memory: Memory, nodes: Sequence[Sequence[Node]], *, count: int
    ) -> tuple[Memory, list[list[Follow]]]:
        """Read nodes beside one another and return what follows each; node i of a sequence gets the column i after the last.

        The columns of the memory returned serve as paths of further nodes; the sequences themselves have not grown. To tell
        what follows is a fifth of the work: where ``count`` is 0, it is left out for nodes that ask for nothing.
        """
        asked = [[place for place, node in enumerate(row) if count or node.wanted] for row in nodes]
        grown, told = self._read(memory, nodes, asked, count)
        follows = [[_NOTHING] * len(row) for row in nodes]
        for row, places, found in zip(follows, asked, told, strict=True):
            for place, follow in zip(places, found, strict=True):
                row[place] = follow
        return grown, follows

    def _read(
        self, memory: Memory, nodes: Sequence[Sequence[Node]], asked: Sequence[Sequence[int]], count: int
    ) -> tuple[Memory, list[list[Follow]]]:
        width = max(map(len, nodes))
        places = [(row, place) for row, some in enumerate(asked) for place in some]
        most = max(1, *(len(nodes[row][place].wanted) for row, place in places))
        wanted = np.zeros((len(places), most), np.int64)
        for number, (row, place) in enumerate(places):
            one = nodes[row][place].wanted
            wanted[number, : len(one)] = one
        inputs = _inputs(memory, nodes, width)
        inputs["places"] = np.array([row * width + place for row, place in places])
        inputs["wanted"], inputs["count"] = wanted, np.array([count])
        inputs |= dict(zip(self._names, memory.cache, strict=True))
        scores, best_scores, best, *cache = self._model.outputs(inputs)
        told = iter(zip(scores.tolist(), best_scores.tolist(), best.tolist(), strict=True))
        follows = [list(_follows(nodes[row], some, told)) for row, some in enumerate(asked)]
        unseen = np.zeros((len(nodes), width), np.bool_)
        return Memory(tuple(cache), np.concatenate((memory.seen, unseen), 1)), follows


def _inputs(memory: Memory, nodes: Sequence[Sequence[Node]], width: int) -> dict[str, NDArray[Any]]:
    """Return pieces, positions and mask of nodes, padded to ``width`` at the end."""
    batch, columns = memory.seen.shape
    ids, positions = (np.zeros((batch, width), np.int64) for _ in range(2))
    visible = np.zeros((batch, width, columns + width), np.bool_)
    visible[:, :, :columns] = memory.seen[:, None]
    visible[:, range(width), range(columns, columns + width)] = True
    lengths = memory.seen.sum(1).tolist()
    for row, some in enumerate(nodes):
        for number, node in enumerate(some):
            ids[row, number] = node.piece
            positions[row, number] = lengths[row] + len(node.path)
            visible[row, number, list(node.path)] = True
    return {"ids": ids, "positions": positions, "mask": np.where(visible, np.float32(0), _HIDDEN)}


def _follows(nodes: Sequence[Node], asked: Sequence[int], told: Iterator[Any]) -> Iterator[Follow]:
    for place, (scores, best_scores, best) in zip(asked, told, strict=False):
        yield Follow(tuple(scores[: len(nodes[place].wanted)]), tuple(zip(best, best_scores, strict=True)))
