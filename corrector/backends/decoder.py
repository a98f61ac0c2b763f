"""The rewriter's own network: reads a sentence with marked spans once and answers span after span.

The likeliest answers to a span come from a beam search, the probabilities of texts that others offer from reading them;
both grow one tree of pieces whose nodes see the sentence and their own path (as in Miao et al. 2023, "SpecInfer"), so that
nothing is read twice. The best answer is what the next span's answers follow.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.backends import batches, fluency
from corrector.backends.answers import Answer, Cure, Passage, either
from corrector.backends.causal import Causal, Follow, Memory, Node
from corrector.backends.marked import Marker, Marks
from corrector.backends.onnx import LAYERS, MODEL, OnnxModel
from corrector.closing import Closing
from corrector.errors import DataError
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corrector.backends.answers import Change

TOKENIZER, CONFIG = "tokenizer.json", "config.json"
CURES = 4
SURE = 0.9
LEAST = 0.02
BATCH = 256  # pieces of prompts read together, padding included; more are no faster and take memory
# Pieces of the prompts whose answers are sought together: a step of a search costs ten pieces more, however few it reads.
GROUP = 512
HANDS = 2  # groups of like lengths
SPANS = 10  # of one window
POSITIONS = 1024  # of a sequence: a window's prompt and its longest answers
_LONGEST = 48  # pieces of an answer; no answer has more than _SLACK and twice the span's
_SLACK = 12
_MARKS = 3  # beside new pieces, what follows may be one of these many marks
_NOTHING = -math.inf
_NO_OPINION = math.log(0.5)
_WORD = re.compile(r"\S+")
_BROKEN = "\N{REPLACEMENT CHARACTER}"  # of pieces that are no whole characters


class Decoder(Closing):
    """Answers passages with the network in a folder. Making it touches no file; it loads with the first passage.

    Args:
        folder: of ``model.onnx`` with what belongs to it, ``tokenizer.json`` and ``config.json``.
        cures: how many the search keeps for a span.
        sure: probability that a span is right or cannot be told, above which no cure is searched.
        least: what is this many times less likely than the best answer is not followed.
    """

    def __init__(self, folder: Path, *, cures: int = CURES, sure: float = SURE, least: float = LEAST) -> None:
        self.folder = folder
        self._cures = cures
        self._sure = math.log(sure)
        self._least = math.log(least)
        self._model = OnnxModel(folder / MODEL, layers=folder / LAYERS)
        self._ready: tuple[Marker, Causal, int] | None = None

    def close(self) -> None:
        """Let the network go."""
        self._model.close()
        self._ready = None

    def answer(self, passages: Sequence[Passage]) -> list[tuple[Answer, ...]]:
        """Return the answers of each passage, one for each of its spans.

        Of a span too long to be read the network has no opinion: ``keep`` and ``unknown`` are even, there are no cures, and
        what is offered is impossible.

        Raises:
            DataError: a file of the network is missing or damaged.
        """
        if not any(passage.spans for passage in passages):
            return [() for _ in passages]
        marker, causal, longest = self._ready = self._ready or self._load()
        answers: list[list[Answer]] = [[_no_opinion(offered) for offered in passage.offered] for passage in passages]
        windows = [
            window for number, passage in enumerate(passages) for window in _windows(number, passage, marker, longest)
        ]
        windows.sort(key=lambda window: len(window.prompt), reverse=True)
        groups = [
            group for some in batches.cut(windows, _length, most=HANDS * GROUP) for group in batches.deal(some, HANDS)
        ]
        told = batches.side_by_side(lambda group: self._together(group, marker, causal), groups)
        for window, found in zip(chain.from_iterable(groups), chain.from_iterable(told), strict=True):
            answers[window.passage][window.first : window.first + len(found)] = found
        return [tuple(found) for found in answers]

    def gains(self, sentences: Sequence[tuple[str, Sequence[Change]]]) -> list[tuple[float, ...]]:
        """Return what changes add to the log-probability of sentences, read without marks as by any language model.

        What the network learned to answer has not cost it what it knew of English: the gains of the pretrained base serve no
        better (``models/rewriter/README.md``).

        Raises:
            DataError: as :meth:`answer`.
        """
        if not any(changes for _, changes in sentences):
            return [() for _ in sentences]
        marker, causal, _ = self._ready = self._ready or self._load()
        return fluency.gains(sentences, causal, marker)

    def _load(self) -> tuple[Marker, Causal, int]:
        path = self.folder / CONFIG
        try:
            config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            marks = Marks(**config["marks"])
            causal = Causal(self._model, layers=config["layers"], heads=config["heads"], head=config["head"])
            longest = int(config["longest"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}: the rewriter cannot be read ({error}); reinstall the package") from None
        marker = Marker.read(self.folder / TOKENIZER, marks)
        self._model.load()
        return marker, causal, longest

    def _together(self, windows: Sequence[_Window], marker: Marker, causal: Causal) -> list[list[Answer]]:
        """Return the answers of windows, found side by side."""
        found: list[list[Answer]] = [[] for _ in windows]
        count = self._cures + _MARKS
        rows = list(range(len(windows)))
        trees = [_Tree(window, 0, marker) for window in windows]
        memory, follows = _read(windows, trees, causal, count)
        while True:
            for tree, follow in zip(trees, follows, strict=True):
                tree.begin(follow, cures=self._cures, sure=self._sure, least=self._least)
            _grow(trees, memory, causal, count)
            for row, tree in zip(rows, trees, strict=True):
                found[row].append(tree.answer())
            going = [number for number, row in enumerate(rows) if len(found[row]) < len(windows[row].spans)]
            if not going:
                return found
            pieces = [trees[number].said() for number in going]
            rows = [rows[number] for number in going]
            trees = [_Tree(windows[row], len(found[row]), marker) for row in rows]
            memory, follows = causal.extend(memory.take(going), pieces, [tree.wanted for tree in trees], count=count)


def _length(window: _Window) -> int:
    return len(window.prompt)


def _read(
    windows: Sequence[_Window], trees: Sequence[_Tree], causal: Causal, count: int
) -> tuple[Memory, list[Follow]]:
    """Read the prompts of windows, some at a time; return what follows them, which is where their trees begin."""
    wanted = iter([tree.wanted for tree in trees])
    memories: list[Memory] = []
    follows: list[Follow] = []
    for batch in batches.cut(windows, _length, most=BATCH):
        prompts = [window.prompt for window in batch]
        memory, told = causal.extend(causal.blank(len(batch)), prompts, [next(wanted) for _ in batch], count=count)
        memories.append(memory)
        follows += told
    return Memory.join(memories), follows


def _grow(trees: Sequence[_Tree], memory: Memory, causal: Causal, count: int) -> None:
    """Let trees grow side by side until none wants to."""
    rows = list(range(len(trees)))
    while True:
        growing = [number for number, row in enumerate(rows) if trees[row].unread()]
        if not growing:
            return
        rows, memory = [rows[number] for number in growing], memory.take(growing)
        column = memory.seen.shape[1]
        nodes = [trees[row].nodes(column) for row in rows]
        memory, follows = causal.branch(memory, nodes, count=count)
        for row, follow in zip(rows, follows, strict=True):
            trees[row].read(follow)


class _Window(NamedTuple):
    """A stretch of a passage with some of its spans, as it is read.

    ``first`` is the number of its first span in the passage; ``answers`` are the numbers of the texts offered for each span,
    with their ends.
    """

    passage: int
    first: int
    text: str
    spans: tuple[Span, ...]
    prompt: list[int]
    offered: tuple[tuple[tuple[int, ...], ...], ...]


class _Path(NamedTuple):
    """A beginning of an answer and the natural logarithm of its probability."""

    score: float
    pieces: tuple[int, ...]


class _Tree:
    """What might be answered to one span: what follows each beginning that was read.

    Args:
        window: with the span.
        number: of the span in the window.
        marker: writes and reads answers.
    """

    def __init__(self, window: _Window, number: int, marker: Marker) -> None:
        span = window.spans[number]
        self._marker = marker
        self._text = window.text[span.start : span.end]
        self._offered = window.offered[number]
        self._longest = min(_LONGEST, _SLACK + 2 * len(marker.pieces(self._text)))
        self._follows: dict[tuple[int, ...], dict[int, float]] = {}
        self._columns: dict[tuple[int, ...], int] = {}
        self._asked: dict[tuple[int, ...], list[int]] = {(): [marker.marks.keep, marker.marks.unknown]}
        for answer in self._offered:
            for place, piece in enumerate(answer):
                self._asked.setdefault(answer[:place], []).append(piece)
        self._unread: list[tuple[int, ...]] = []
        self._open: list[_Path] = []
        self._done: list[_Path] = []

    @property
    def wanted(self) -> list[int]:
        """The pieces whose probability to come first is asked for."""
        return self._asked[()]

    def begin(self, follow: Follow, *, cures: int, sure: float, least: float) -> None:
        """Take what may come first; the search begins unless leaving the span alone is sure."""
        self._cures, self._least = cures, least
        self._learn((), follow)
        first, marks = self._follows[()], self._marker.marks
        if either(first[marks.keep], first[marks.unknown]) < sure:
            self._open = [_Path(0.0, ())]
        self._unread = sorted((beginning for beginning in self._asked if beginning), key=len)
        self._search()

    def unread(self) -> bool:
        """Tell whether there is anything to read."""
        return bool(self._unread)

    def nodes(self, column: int) -> list[Node]:
        """Return what is to be read; the first of it will have the column."""
        for number, beginning in enumerate(self._unread):
            self._columns[beginning] = column + number
        return [
            Node(
                beginning[-1],
                tuple(self._columns[beginning[:length]] for length in range(1, len(beginning))),
                tuple(self._asked.get(beginning, ())),
            )
            for beginning in self._unread
        ]

    def read(self, follows: Sequence[Follow]) -> None:
        """Take what follows the nodes, and go on with the search."""
        for beginning, follow in zip(self._unread, follows, strict=True):
            self._learn(beginning, follow)
        self._unread = []
        self._search()

    def _learn(self, beginning: tuple[int, ...], follow: Follow) -> None:
        asked = zip(self._asked.get(beginning, ()), follow.wanted, strict=True)
        self._follows[beginning] = {**dict(follow.best), **dict(asked)}

    def _search(self) -> None:
        """Lengthen the open beginnings as far as it is known what follows them; what is not known is to be read."""
        marks = self._marker.marks
        while self._open and all(path.pieces in self._follows for path in self._open):
            longer = []
            for path in self._open:
                for piece, score in self._follows[path.pieces].items():
                    if piece == marks.ends:
                        self._done.append(_Path(path.score + score, path.pieces))
                    elif piece not in marks and len(path.pieces) < self._longest:
                        longer.append(_Path(path.score + score, (*path.pieces, piece)))
            self._done.sort(reverse=True)
            bar = self._bar(longer)
            self._open = [path for path in sorted(longer, reverse=True)[: self._cures] if path.score >= bar]
        self._unread += [path.pieces for path in self._open if path.pieces not in self._follows]

    def _bar(self, longer: Sequence[_Path]) -> float:
        """Return the score below which a beginning cannot become one of the cures."""
        best = max((path.score for path in (*longer, *self._done[:1])), default=0.0)
        last = self._done[self._cures - 1].score if len(self._done) >= self._cures else _NOTHING
        return max(best + self._least, last)

    def answer(self) -> Answer:
        """Return what was found."""
        first, marks = self._follows[()], self._marker.marks
        keep = first[marks.keep]
        found: dict[str, float] = {}
        for path in self._done:
            text = self._marker.text(path.pieces)
            if text == self._text:
                keep = either(keep, path.score)
            elif _BROKEN not in text:
                found[text] = either(found.get(text, _NOTHING), path.score)
        cures = sorted((Cure(text, score) for text, score in found.items()), key=lambda cure: -cure.log_probability)
        offered = tuple(self._score(answer) for answer in self._offered)
        return Answer(keep, first[marks.unknown], tuple(cures[: self._cures]), offered)

    def _score(self, answer: tuple[int, ...]) -> float:
        if not answer:
            return _NOTHING
        return sum(self._follows[answer[:place]][piece] for place, piece in enumerate(answer))

    def said(self) -> list[int]:
        """Return the likeliest answer as the sequence has it, with its end."""
        first, marks = self._follows[()], self._marker.marks
        answers: list[tuple[float, tuple[int, ...]]]
        answers = [(first[mark], (mark, marks.ends)) for mark in (marks.keep, marks.unknown)]
        answers += [(path.score, (*path.pieces, marks.ends)) for path in self._done[:1]]
        answers += [(self._score(answer), answer) for answer in self._offered]
        return list(max(answers)[1])


def _no_opinion(offered: Sequence[str]) -> Answer:
    return Answer(_NO_OPINION, _NO_OPINION, (), (_NOTHING,) * len(offered))


def _windows(number: int, passage: Passage, marker: Marker, longest: int) -> Iterator[_Window]:
    """Yield what is read of a passage: all of it, or stretches of at most ``longest`` pieces around its spans."""
    first = 0
    while first < len(passage.spans):
        last = min(first + SPANS, len(passage.spans))
        while (found := _window(number, passage, marker, longest, first, last)) is None and last > first + 1:
            last = first + (last - first) // 2
        if found is not None:
            yield found
        first = last


def _window(number: int, passage: Passage, marker: Marker, longest: int, first: int, last: int) -> _Window | None:
    """Return the widest window around spans; None where they alone are too long."""
    text, spans = passage.text, passage.spans[first:last]
    words = [Span(match.start(), match.end()) for match in _WORD.finditer(text)]
    before = [word.start for word in words if word.start < spans[0].start][::-1]
    after = [word.end for word in words if word.end > spans[-1].end]

    def cut(margin: int) -> tuple[str, tuple[Span, ...], list[int]]:
        start = 0 if margin >= len(before) else before[margin - 1] if margin else spans[0].start
        end = len(text) if margin >= len(after) else after[margin - 1] if margin else spans[-1].end
        moved = tuple(Span(span.start - start, span.end - start) for span in spans)
        return text[start:end], moved, marker.prompt(text[start:end], moved)

    widest = max(len(before), len(after))
    margin = widest
    if len(cut(widest)[2]) > longest:
        margin = bisect_right(range(widest), longest, key=lambda words: len(cut(words)[2])) - 1
    if margin < 0:
        return None
    offered = tuple(
        tuple(pieces if len(pieces := tuple(marker.answer(text))) <= _LONGEST else () for text in texts)
        for texts in passage.offered[first:last]
    )
    return _Window(number, first, *cut(margin), offered)
