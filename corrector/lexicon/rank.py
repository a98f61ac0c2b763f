"""Let the ways from a garbled word to English compete: one softmax over all candidates and "right as it is".

Each candidate has features (see :func:`features`); their weights were fitted by :mod:`corrector.lexicon.evaluate` on generated
garble and on human post-edits, and checked on words that were left out.
"""

from __future__ import annotations

from enum import StrEnum
from math import exp
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Way(StrEnum):
    """How a word relates to the foreign word that it may stand for.

    The same but for accents; a regular inflection of it; some edits away, or with an English ending in place of its own;
    any English ending on its stem; or its beginning and the end of its translation.
    """

    NONE = ""
    EXACT = "exact"
    INFLECTED = "inflected"
    NEAR = "near"
    STEM = "stem"
    BLEND = "blend"


class Accents(StrEnum):
    """What became of accents: the word has none, those of the foreign word, others than its, or has lost them."""

    NONE = ""
    KEPT = "kept"
    OTHERS = "others"
    LOST = "lost"


class Nominal(NamedTuple):
    """How far an English text is a noun."""

    is_noun: bool  # a dictionary has it as a noun, or does not have it
    margin: float  # Zipf frequency of its plural less that of its "-ing" form, kept within 2 of 0
    source: float = 0.0  # mean margin of all translations of the foreign word that leads to it


class Evidence(NamedTuple):
    """What speaks for one English text as the cure of a word; 0 where a way does not lead to it."""

    text: str
    zipf: float
    likeness: float  # normalised similarity of the spellings, 0 to 1
    agrees: bool  # both or neither end as plurals do
    start: int  # letters that both begin with
    end: int  # letters that both end with
    accents: Accents = Accents.NONE
    way: Way = Way.NONE  # to the foreign form that explains the word best
    edits: int = 0  # between the word and that form
    ending: bool = False  # an English ending stands for that form's
    run: bool = False  # letters were lost in one place, and nothing else changed
    lost: int = 0  # edits that took a letter away
    added: int = 0  # edits that put a letter in
    verbal: bool = False  # the word has the ending of an English verb form or adverb, taken for one
    fellows: tuple[str, ...] = ()  # all translations of that form
    kept: float = 0.0  # share of the word that this form begins with
    rank: int = 0  # place among that form's lemmas
    languages: tuple[str, ...] = ()  # in which words lead to the text
    foreign_zipf: float = 0.0  # frequency of the foreign form where it belongs
    cognate: float = 0.0  # weight of the ending correspondence, 0 to 1
    spelling: float = 0.0  # exp(-cost / 4) of the slip, 0 to 1
    via: str = ""
    nominal: Nominal | None = None  # where a noun is expected: how far the text is one


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

    ``source`` is ``translation``, ``cognate`` or ``spelling``; ``via`` the foreign form, as ``fr bienfaiteur``, or empty;
    ``evidence`` what spoke for it, where it was weighed.
    """

    text: str
    probability: float
    source: str
    via: str
    evidence: Evidence | None = None


WEIGHTS = (
    2.526, 1.678, 1.631, 3.833, 1.574, 0.478, -1.318, 1.133, -1.059, -1.514,
    1.421, -1.573, 0.053, 0.221, 0.379, -0.278, 1.923, 0.347, 1.049, -0.603,
    -0.924, -0.716, -1.924, -1.725, 0.446, 1.074, 0.15, -3.24, 3.171, 0.289,
    0.235, 0.042, 0.176, 0.14, -2.393, 0.532, -0.442, 0.848, -2.092, -3.437,
    0.49, 0.232, -0.813, -1.087, -2.484, 0.768, 0.428,
)  # fmt: skip
NULL_WEIGHTS = (
    2.3, -0.964, 0.235, -2.309, 0.824, 0.581, 3.963,
)  # fmt: skip


def features(evidence: Evidence) -> tuple[float, ...]:
    """Return the numbers that the weights of a candidate multiply: of translations, of cognates, of slips, of any."""
    return (*_translation(evidence), *_others(evidence), *_as_noun(evidence))


def _translation(evidence: Evidence) -> tuple[float, ...]:
    way, edits, zipf = evidence.way, evidence.edits, evidence.foreign_zipf
    if not way:
        return _NO_TRANSLATION
    close = way in {Way.EXACT, Way.INFLECTED}
    return (
        1.0 if way is Way.EXACT else 0.0,
        1.0 if way is Way.INFLECTED else 0.0,
        1.0 if way is Way.STEM else 0.0,
        1.0 if way is Way.BLEND else 0.0,
        1.0 if evidence.ending and not edits else 0.0,
        1.0 if evidence.run else 0.0,
        1.0 if evidence.run and evidence.ending else 0.0,
        1.0 if edits == 1 else 0.0,
        1.0 if edits == 2 else 0.0,
        1.0 if edits > 2 else 0.0,
        1.0 if edits == 2 and evidence.run else 0.0,
        float(evidence.rank),
        1.0 if evidence.rank == 0 else 0.0,
        min(len(evidence.languages), 4) - 1.0,
        zipf,
        0.0 if close else zipf,
        evidence.kept,
        0.0 if close else min(evidence.end, 5),
        1.0 if evidence.accents is Accents.KEPT else 0.0,
        1.0 if evidence.accents is Accents.LOST else 0.0,
        float(evidence.added),
        float(max(0, edits - evidence.lost - evidence.added)),
        1.0 if evidence.verbal else 0.0,
        0.0 if zipf else 1.0,
    )


_NO_TRANSLATION = (0.0,) * 24
_COGNATE, _SLIP = len(_NO_TRANSLATION), len(_NO_TRANSLATION) + 3  # where their features, three each, begin


def _others(evidence: Evidence) -> tuple[float, ...]:
    zipf, likeness = evidence.zipf, 5.0 * (evidence.likeness - 0.6)
    return (
        1.0 if evidence.cognate else 0.0,
        evidence.cognate,
        zipf if evidence.cognate else 0.0,
        1.0 if evidence.spelling else 0.0,
        4.0 * evidence.spelling,
        zipf if evidence.spelling else 0.0,
        zipf,
        likeness,
        min(evidence.start, 5),
        min(evidence.end, 5),
        1.0 if evidence.way and evidence.cognate else 0.0,
        1.0 if evidence.agrees else 0.0,
        1.0 if " " in evidence.text else 0.0,
        0.0 if evidence.text.islower() else 1.0,
        1.0 if evidence.accents is Accents.OTHERS else 0.0,
    )


def _as_noun(evidence: Evidence) -> tuple[float, ...]:
    nominal = evidence.nominal
    if nominal is None:
        return _NO_NOUN
    return (
        0.0 if nominal.is_noun else 1.0,
        nominal.margin,
        1.0 if evidence.agrees else 0.0,
        0.0 if evidence.text.islower() else 1.0,
        1.0 if evidence.verbal else 0.0,
        1.0 if evidence.cognate and not evidence.way else 0.0,
        1.0 if evidence.way is Way.BLEND else 0.0,
        1.0 if evidence.way is Way.NEAR and evidence.run else 0.0,
    )


_NO_NOUN = (0.0,) * 8


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
        "translation": (bool(evidence.way), sum(values[:_COGNATE])),
        "cognate": (bool(evidence.cognate), sum(values[_COGNATE:_SLIP])),
        "spelling": (bool(evidence.spelling), sum(values[_SLIP : _SLIP + 3])),
    }
    return max((way for way in ways if ways[way][0]), key=lambda way: ways[way][1])


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
