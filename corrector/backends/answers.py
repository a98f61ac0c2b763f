"""What a rewriter is asked and what it answers; every rewriting back end speaks it."""

from __future__ import annotations

from math import exp, inf, log1p
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.types import Span


class Passage(NamedTuple):
    """A sentence with the spans in question.

    ``spans`` are offsets into ``text``, sorted, disjoint and on word boundaries (:func:`corrector.backends.marked.widened`).
    ``offered`` holds, for each span, texts that others propose for it and that are to be scored beside the rewriter's own.
    """

    text: str
    spans: tuple[Span, ...]
    offered: tuple[tuple[str, ...], ...]


class Cure(NamedTuple):
    """A text for a span, space before it included, and the natural logarithm of its probability."""

    text: str
    log_probability: float


class Answer(NamedTuple):
    """What a rewriter says of one span.

    ``keep`` and ``unknown`` are the natural logarithms of the probabilities that the span is right as it stands, and that it
    is wrong but does not tell what was meant. ``cures`` are the rewriter's own, best first; ``offered`` the logarithms of the
    probabilities of the texts offered, in their order.
    """

    keep: float
    unknown: float
    cures: tuple[Cure, ...]
    offered: tuple[float, ...]


class Change(NamedTuple):
    """A text in place of a span of a sentence."""

    span: Span
    text: str


def either(one: float, other: float) -> float:
    """Return the logarithm of the sum of two probabilities given as natural logarithms.

    >>> either(-inf, -0.5)
    -0.5
    """
    greater, less = max(one, other), min(one, other)
    return greater if greater == -inf else greater + log1p(exp(less - greater))


class Writer(Protocol):
    """Answers passages, an answer for each span, in order; and tells what changes do to a sentence."""

    def answer(self, passages: Sequence[Passage]) -> list[tuple[Answer, ...]]:
        """Return the answers of each passage."""
        ...

    def gains(self, sentences: Sequence[tuple[str, Sequence[Change]]]) -> list[tuple[float, ...]]:
        """Return for each sentence what each of its changes, made alone, adds to its log-probability, in nats.

        Zeros where the writer cannot tell.
        """
        ...
