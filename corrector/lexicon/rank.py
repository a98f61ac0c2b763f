"""Let the ways from a garbled word to English compete: one softmax over all candidates and "right as it is".

Each candidate has features (see :func:`features`); their weights were fitted by :mod:`corrector.lexicon.evaluate` on generated
garble and on human post-edits, and checked on words that were left out.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Evidence(NamedTuple):
    """What speaks for one English text as the cure of a word; 0 where a way does not lead to it."""

    text: str
    zipf: float
    likeness: float  # normalised similarity of the spellings, 0 to 1
    agrees: bool  # both or neither end as plurals do
    translation: float = 0.0  # similarity of the word to the foreign form, 0 to 1
    rank: int = 0  # place among that form's lemmas
    languages: int = 0  # how many languages lead to the text
    foreign_zipf: float = 0.0  # frequency of the foreign form where it belongs
    cognate: float = 0.0  # weight of the ending correspondence, 0 to 1
    spelling: float = 0.0  # exp(-cost / 4) of the slip, 0 to 1
    via: str = ""


class Situation(NamedTuple):
    """What speaks for the word being right as it is, or beyond cure."""

    strangeness: float  # nats a letter
    foreignness: float  # nats a letter
    length: int
    zipf: float
    foreign_zipf: float
    capital: bool


class Suggestion(NamedTuple):
    """An English text for a word, the probability that it is what was meant, and the way that led to it.

    ``source`` is ``translation``, ``cognate`` or ``spelling``; ``via`` the foreign form, as ``fr bienfaiteur``, or empty.
    """

    text: str
    probability: float
    source: str
    via: str


WEIGHTS = (
    2.368, -0.91, 3.099, -1.508, 0.138, 0.251, 0.475, 0.425, -0.888, 2.494,
    -3.396, 2.947, 0.32, 0.239, 0.102, 0.35, -1.842, 0.658, 0.101,
)  # fmt: skip
NULL_WEIGHTS = (
    1.322, -1.1, 0.458, -1.226, 0.829, 0.422, 3.789,
)  # fmt: skip


def features(evidence: Evidence) -> tuple[float, ...]:
    """Return the numbers that the weights of a candidate multiply."""
    exact = evidence.translation >= 0.9
    near = 0.0 < evidence.translation < 0.9
    return (
        1.0 if exact else 0.0,
        1.0 if near else 0.0,
        10.0 * (evidence.translation - 0.8) if near else 0.0,
        float(evidence.rank) if evidence.translation else 0.0,
        1.0 if evidence.translation and evidence.rank == 0 else 0.0,
        min(evidence.languages, 4) - 1.0 if evidence.languages else 0.0,
        evidence.foreign_zipf if exact else 0.0,
        evidence.foreign_zipf if near else 0.0,
        1.0 if evidence.cognate else 0.0,
        evidence.cognate,
        1.0 if evidence.spelling else 0.0,
        4.0 * evidence.spelling,
        evidence.zipf if evidence.spelling else 0.0,
        evidence.zipf if evidence.cognate else 0.0,
        evidence.zipf if evidence.translation else 0.0,
        5.0 * (evidence.likeness - 0.6),
        1.0 if evidence.translation and evidence.cognate else 0.0,
        1.0 if evidence.agrees else 0.0,
        1.0 if evidence.translation and " " in evidence.text else 0.0,
    )


def null_features(situation: Situation) -> tuple[float, ...]:
    """Return the numbers that the weights of "right as it is" multiply."""
    return (
        1.0,
        situation.strangeness - 3.0,
        situation.foreignness,
        min(situation.length, 14) / 4.0 - 2.0,
        situation.zipf,
        situation.foreign_zipf,
        1.0 if situation.capital else 0.0,
    )


def probabilities(
    candidates: Sequence[Evidence],
    situation: Situation,
    *,
    weights: Sequence[float] = WEIGHTS,
    null_weights: Sequence[float] = NULL_WEIGHTS,
) -> list[float]:
    """Return the probability of each candidate; what is missing to 1 belongs to the word as it is."""
    scores = [_dot(weights, features(candidate)) for candidate in candidates]
    null = _dot(null_weights, null_features(situation))
    top = max([*scores, null])
    odds = [exp(score - top) for score in scores]
    total = sum(odds) + exp(null - top)
    return [odd / total for odd in odds]


def source_of(evidence: Evidence, weights: Sequence[float] = WEIGHTS) -> str:
    """Return the way that says most for a candidate."""
    values = [weight * value for weight, value in zip(weights, features(evidence), strict=True)]
    ways = {
        "translation": (bool(evidence.translation), sum(values[0:8]) + values[14]),
        "cognate": (bool(evidence.cognate), sum(values[8:10]) + values[13]),
        "spelling": (bool(evidence.spelling), sum(values[10:13])),
    }
    return max((way for way in ways if ways[way][0]), key=lambda way: ways[way][1])


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
