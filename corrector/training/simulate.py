"""Simulated damage: operators drawn by their rates, one after another, on one sentence."""

from __future__ import annotations

import hashlib
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from corrector.training.damage import Damage, disjoint
from corrector.training.operators import ALL
from corrector.training.operators.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.training.operators import Operator
    from corrector.training.resources import Resources

_TRIES = 14
_MORE = 0.55
"""Probability of one more damage after each; the mean is about two a sentence."""

MOST = 6


def seeded(seed: int, *parts: str) -> Random:
    """Return a random source that depends on nothing but the seed and the parts."""
    digest = hashlib.blake2b("\0".join((str(seed), *parts)).encode(), digest_size=8).digest()
    return Random(int.from_bytes(digest, "big"))  # noqa: S311 - reproducible choice, no secret


def simulate(
    text: str, resources: Resources, rng: Random, *, operators: Sequence[Operator] = ALL
) -> tuple[Damage, ...]:
    """Damage a right sentence; empty where no operator drawn finds a place.

    Each operator that finds no place is drawn no more for this sentence.
    """
    view = View(text)
    if len(view.tokens) < 3:
        return ()
    wanted = 1
    while wanted < MOST and rng.random() < _MORE:
        wanted += 1
    left = list(operators)
    found: list[Damage] = []
    for _ in range(_TRIES):
        if len(found) >= wanted or not left:
            break
        weights = list(accumulate(operator.rate for operator in left))
        operator = rng.choices(left, cum_weights=weights)[0]
        damage = operator.apply(view, rng, resources)
        if damage is None:
            left.remove(operator)
        elif len(disjoint([*found, damage])) == len(found) + 1:
            found.append(damage)
    return tuple(disjoint(found))
