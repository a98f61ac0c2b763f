"""A token tagger over sentences: encode, run in batches, and give each token and gap its probabilities back.

Sentences too long for one window are cut into windows that overlap; a token takes its scores from the window that
shows most on both of its sides.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from corrector.backends import batches
from corrector.backends.features import shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from corrector.backends.features import Token
    from corrector.backends.wordpiece import WordPiece

WINDOW = 126  # pieces beside the marks at both ends
OVERLAP = 40
BATCH = 2048  # pieces, padding included
ALONE = 1  # a batch of so few pieces holds one window
_CACHE = 1 << 17


class Model(Protocol):
    """What runs the network: named integer arrays (batch, pieces) in, logits (batch, pieces, outputs) out."""

    def run(self, inputs: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        """Return the logits."""
        ...


class Tags(NamedTuple):
    """The probabilities of one sentence of n tokens.

    ``word`` is float32 (n, 1 + kinds) and ``gap`` (n + 1, 1 + kinds), each row a distribution over "right" and the kinds of
    wrong; gap i stands before token i, the last at the end. ``edit`` is float32 (n,): would a post-editor change the token?
    """

    word: NDArray[np.float32]
    gap: NDArray[np.float32]
    edit: NDArray[np.float32]


class Encoded(NamedTuple):
    """One window: its pieces with their features, and where the first piece of each token stands.

    ``tokens`` is the half-open range of the sentence's tokens in the window.
    """

    ids: list[int]
    shapes: list[int]
    evidences: list[int]
    starts: list[int]
    tokens: tuple[int, int]


class Encoder:
    """Turns the tokens of a sentence into windows of numbers."""

    def __init__(self, wordpiece: WordPiece, evidence: Callable[[str], int]) -> None:
        self.wordpiece = wordpiece
        self._evidence = evidence
        self._known: dict[str, tuple[tuple[int, ...], int, int]] = {}

    def encode(self, tokens: Sequence[Token]) -> Iterator[Encoded]:
        """Yield the windows that cover a sentence; an empty sentence has none."""
        described = [self._describe(token.text) for token in tokens]
        for first, last in _windows([len(pieces) for pieces, _, _ in described]):
            ids, shapes, evidences, starts = [self.wordpiece.first], [0], [0], []
            for place in range(first, last):
                pieces, form, evidence = described[place]
                spaced = place == 0 or tokens[place - 1].end < tokens[place].start
                starts.append(len(ids))
                ids += pieces
                shapes += [2 * form + spaced] * len(pieces)
                evidences += [evidence] * len(pieces)
            starts.append(len(ids))
            ids.append(self.wordpiece.last)
            shapes.append(0)
            evidences.append(0)
            yield Encoded(ids, shapes, evidences, starts, (first, last))

    def _describe(self, text: str) -> tuple[tuple[int, ...], int, int]:
        known = self._known.get(text)
        if known is None:
            if len(self._known) > _CACHE:
                self._known.clear()
            known = self._known[text] = (self.wordpiece.pieces(text), int(shape(text)), int(self._evidence(text)))
        return known


def _windows(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield token ranges of at most ``WINDOW`` pieces that overlap by about ``OVERLAP`` and cover all tokens."""
    ends = np.cumsum(lengths).tolist()
    first = 0
    while first < len(lengths):
        before = ends[first - 1] if first else 0
        last = bisect_right(ends, before + WINDOW, lo=first)
        yield first, last
        if last == len(lengths):
            return
        first = max(first + 1, bisect_right(ends, ends[last - 1] - OVERLAP, lo=first))


def pad(windows: Sequence[Encoded], padding: int) -> dict[str, NDArray[np.int64]]:
    """Return the inputs of the network for windows, padded to the longest: int64 (windows, pieces)."""
    width = max(len(window.ids) for window in windows)
    inputs = {
        "ids": np.full((len(windows), width), padding, dtype=np.int64),
        "mask": np.zeros((len(windows), width), dtype=np.int64),
        "shapes": np.zeros((len(windows), width), dtype=np.int64),
        "evidences": np.zeros((len(windows), width), dtype=np.int64),
    }
    for row, window in enumerate(windows):
        length = len(window.ids)
        inputs["ids"][row, :length] = window.ids
        inputs["mask"][row, :length] = 1
        inputs["shapes"][row, :length] = window.shapes
        inputs["evidences"][row, :length] = window.evidences
    return inputs


class Tagger:
    """Tags sentences with a network.

    Args:
        model: runs the network, whose outputs are 1 + kinds logits for the token, as many for the gap before it, and one for
            "an editor would change it".
        encoder: makes its inputs.
        kinds: how many kinds of wrong there are.
        batch: pieces of a batch, padding included; a longer window is a batch by itself.
    """

    def __init__(self, model: Model, encoder: Encoder, *, kinds: int, batch: int = BATCH) -> None:
        self._batch = batch
        self._model = model
        self._encoder = encoder
        self._kinds = kinds

    def tag(self, sentences: Sequence[Sequence[Token]]) -> list[Tags]:
        """Return the tags of each sentence, in order."""
        tags = [self._blank(len(sentence)) for sentence in sentences]
        seen = [np.full(len(sentence) + 1, -1) for sentence in sentences]
        windows = [
            (place, window) for place, sentence in enumerate(sentences) for window in self._encoder.encode(sentence)
        ]
        windows.sort(key=lambda pair: -len(pair[1].ids))
        cut = list(batches.cut(windows, lambda pair: len(pair[1].ids), most=self._batch))
        padding = self._encoder.wordpiece.padding
        read = batches.side_by_side(lambda batch: self._model.run(pad([window for _, window in batch], padding)), cut)
        for batch, logits in zip(cut, read, strict=True):
            for row, (place, window) in enumerate(batch):
                self._put(tags[place], seen[place], window, logits[row, window.starts], len(sentences[place]))
        return tags

    def _blank(self, length: int) -> Tags:
        width = 1 + self._kinds
        return Tags(
            np.zeros((length, width), np.float32),
            np.zeros((length + 1, width), np.float32),
            np.zeros(length, np.float32),
        )

    def _put(
        self, tags: Tags, seen: NDArray[np.int64], window: Encoded, logits: NDArray[np.float32], length: int
    ) -> None:
        """Write a window's probabilities where no other window showed more context; ``logits`` is (tokens + 1, outputs)."""
        first, last = window.tokens
        places = np.arange(first, last + 1)
        before = places - first if first else np.full(len(places), length)
        after = last - places if last < length else np.full(len(places), length)
        context = np.minimum(before, after)
        # The gap at the end of a window that is not the sentence's end belongs to the next window's first token.
        better = context > seen[first : last + 1]
        if last < length:
            better[-1] = False
        seen[first : last + 1][better] = context[better]
        width = 1 + self._kinds
        tags.gap[places[better]] = _softmax(logits[better, width : 2 * width])
        words = better[:-1]
        tags.word[places[:-1][words]] = _softmax(logits[:-1][words, :width])
        tags.edit[places[:-1][words]] = 1 / (1 + np.exp(-logits[:-1][words, 2 * width]))


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return shares
