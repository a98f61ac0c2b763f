"""How sure a cure is, and a finding, once the rewriter has spoken: features, weighed by trees fitted on held-out text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import exp, inf, log, log1p
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from corrector.calibrate import Trees
from corrector.errors import DataError
from corrector.lexicon.channel import cost as slip_cost
from corrector.propose._changes import change
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CALIBRATION = "calibration.json"
# Of what the rewriter says both the logarithm and the probability: the one tells small ones apart, the other great ones.
_SHARED = (
    "suspicion",
    "rule",
    "keep",
    "keep share",
    "unknown",
    "unknown share",
    "words",
    "odd",
    "insertion",
    "company",
    "letters",
    "cures",
    "told",
)
# Kinds among which a cure is about as hard: grammar has few answers, the choice of words many.
_KINDS = {
    "grammar": {Kind.ARTICLE, Kind.PREPOSITION, Kind.AGREEMENT, Kind.TENSE, Kind.REPETITION},
    "order": {Kind.WORD_ORDER},
    "choice": {Kind.WORD_CHOICE, Kind.FLUENCY, Kind.MISSING_WORDS},
    "form": {Kind.GARBLED_WORD, Kind.FOREIGN_WORD, Kind.SPELLING},
    "name": {Kind.NAME},
}
FINDING_FEATURES = (*_SHARED, "best", "best share", "best gain")
CURE_FEATURES = (
    *_SHARED,
    "own",
    "own share",
    "over rival",
    "gain",
    "gain over rival",
    "likeness",
    "changed",
    "deletion",
    "strange",
    "adds",
    "capital",
    *_KINDS,
    "closed",
    "reordered",
    "inflected",
    "lost",
    "brought",
    "words gone",
    "words new",
    "frequency gone",
    "frequency new",
    "slip",
    "slip a letter",
    "same head",
    "same tail",
    "likeness lead",
    "prior lead",
    "is own",
)
OFFERED_FEATURES = (*CURE_FEATURES, "prior", "rank")
_LEAST, _CLOSE = -14.0, 8.0  # log-probabilities below the one say no more; nor do margins above the other
_MOST = 20.0  # nor gains beyond this
UNREAD = -_MOST  # gain of a cure too unlikely to be read
_NO_RIVAL = -5.0  # gain of the best rival, at least
_HEAD, _TAIL = 3, 2  # letters
_NO_SLIP = 12.0  # nats, at least as much as it costs to write one word for another that has nothing in common with it
_LONGEST = 30  # letters that are compared


class Situation(NamedTuple):
    """What is known of a question whatever its cures are.

    ``score`` and ``kind`` are the finding's; ``by_rule`` tells whether something else than the neural detector found it;
    ``keep`` and ``unknown`` are the rewriter's log-probabilities; ``odd`` is the share of its words that are no English and
    no names; ``company`` tells how much else in the text is wrong (:func:`corrector.propose._passages.company`). ``cures`` is
    how many are weighed, and ``told`` the probability of all of them together.
    """

    score: float
    kind: Kind
    by_rule: bool
    keep: float
    unknown: float
    before: str
    odd: float
    company: float
    cures: int = 1
    told: float = 0.0


class Cure(NamedTuple):
    """A cure as the weights see it: its log-probability, that of its best rival, whether it has unknown words or adds facts.

    ``gain`` is what it adds to the log-probability of the sentence (:mod:`corrector.backends.fluency`), ``rival_gain`` the
    most that another cure adds. ``rank`` is its place in the rewriter's order from 0, and ``is_own`` tells whether the rewriter
    wrote it itself; ``prior`` is the calibrated score that others give it, 0 where nobody proposes it. ``rival_prior`` and
    ``rival_likeness`` are the most that another cure has, the latter as :func:`likeness` tells it. ``frequency_gone`` and
    ``frequency_new`` are the Zipf frequencies of the rarest words that it takes away and brings in.
    """

    text: str
    log_probability: float
    rival: float
    strange: bool
    adds: bool
    gain: float = UNREAD
    rival_gain: float = UNREAD
    rank: int = 0
    is_own: bool = True
    prior: float = 0.0
    rival_prior: float = 0.0
    rival_likeness: float = 0.0
    frequency_gone: float = 0.0
    frequency_new: float = 0.0


def finding_features(known: Situation, best: float, gain: float) -> tuple[float, ...]:
    """Return :data:`FINDING_FEATURES`; ``best`` is the log-probability of the likeliest cure, ``gain`` the greatest of all."""
    return (*_shared(known), *_both(best), max(-_MOST, min(_MOST, gain)))


def cure_features(known: Situation, cure: Cure) -> tuple[float, ...]:
    """Return :data:`CURE_FEATURES`."""
    old, new = known.before.split(), cure.text.split()
    made = change(known.before, cure.text)
    written, meant = "".join(made.gone)[:_LONGEST], "".join(made.new)[:_LONGEST]
    slip = min(_NO_SLIP, slip_cost(written, meant)) if written and meant else _NO_SLIP
    alike = likeness(known.before, cure.text)
    return (
        *_shared(known),
        *_both(cure.log_probability),
        max(-_CLOSE, min(_CLOSE, cure.log_probability - max(cure.rival, known.keep, known.unknown))),
        max(-_MOST, min(_MOST, cure.gain)),
        max(-_MOST, min(_MOST, cure.gain - max(cure.rival_gain, _NO_RIVAL))) if cure.gain > UNREAD else UNREAD,
        alike,
        log1p(Levenshtein.distance(old, new)),
        float(not cure.text.strip()),
        float(cure.strange),
        float(cure.adds),
        float(any(word[0].isupper() for word in old)),
        *(float(known.kind in kinds) for kinds in _KINDS.values()),
        float(made.closed),
        float(made.reordered),
        float(made.inflected),
        float(made.lost),
        float(made.brought),
        float(len(made.gone)),
        float(len(made.new)),
        cure.frequency_gone,
        cure.frequency_new,
        slip,
        slip / max(1, len(meant)),
        float(written[:_HEAD] == meant[:_HEAD]),
        float(written[-_TAIL:] == meant[-_TAIL:]),
        alike - cure.rival_likeness,
        _logit(cure.prior) - _logit(cure.rival_prior),
        float(cure.is_own),
    )


def likeness(before: str, after: str) -> float:
    """Return how much two texts are alike in their letters, from 0 to 1."""
    return OSA.normalized_similarity(before.casefold(), after.casefold())


def offered_features(known: Situation, cure: Cure) -> tuple[float, ...]:
    """Return :data:`OFFERED_FEATURES`."""
    return (*cure_features(known, cure), _logit(cure.prior), float(min(cure.rank, 5)))


def _shared(known: Situation) -> tuple[float, ...]:
    return (
        _logit(known.score),
        float(known.by_rule),
        *_both(known.keep),
        *_both(known.unknown),
        log1p(len(known.before.split())),
        known.odd,
        float(not known.before.strip()),
        known.company,
        float(len(known.before.strip())),
        log1p(known.cures),
        known.told,
    )


def _both(value: float) -> tuple[float, float]:
    """Return a log-probability within bounds, and the probability."""
    bounded = max(_LEAST, min(0.0, value))
    return bounded, exp(bounded)


def _logit(probability: float) -> float:
    probability = min(max(probability, 1e-3), 1 - 1e-3)
    return log(probability / (1 - probability))


@dataclass(frozen=True, slots=True)
class Weights:
    """Turn features into probabilities; without fitted models what rewriter and proposers say is taken as it is."""

    finding: Trees | None = None
    cure: Trees | None = None
    offered: Trees | None = None

    def of_finding(self, known: Situation, best: float, gain: float) -> float:
        """Return the probability that something in the span is wrong."""
        return known.score if self.finding is None else self.finding(finding_features(known, best, gain))

    def of_cure(self, known: Situation, cure: Cure) -> float:
        """Return the probability that a cure of the rewriter's own is right."""
        if self.cure is None:
            return 0.0 if cure.log_probability == -inf else min(1.0, exp(cure.log_probability))
        return self.cure(cure_features(known, cure))

    def of_offered(self, known: Situation, cure: Cure) -> float:
        """Return the probability that a cure that others propose is right."""
        return cure.prior if self.offered is None else self.offered(offered_features(known, cure))


def read(folder: Path | None) -> Weights:
    """Read the weights that lie beside a model; nothing fitted where there are none.

    Raises:
        DataError: the file is damaged, or made by another version with other features.
    """
    path = folder / CALIBRATION if folder else None
    if path is None or not path.is_file():
        return Weights()
    try:
        table = json.loads(path.read_text(encoding="utf-8"))["models"]
        return Weights(
            _model(table["finding"], FINDING_FEATURES),
            _model(table["cure"], CURE_FEATURES),
            _model(table["offered"], OFFERED_FEATURES),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: the calibration cannot be read ({error}); fit it again, or reinstall the package"
        ) from None


def _model(table: dict[str, object], features: Sequence[str]) -> Trees:
    model = Trees.from_json(table)
    if model.features != tuple(features):
        raise ValueError("it knows other features")
    return model
