"""Damage to lists: items that lost half their content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.training.damage import Damage
from corrector.types import Kind

if TYPE_CHECKING:
    from random import Random

    from corrector.training.operators.view import View
    from corrector.training.resources import Resources

_OFFICE = re.compile(
    r"^[-•*–] ((?:[A-Z][a-z]+ )?(?:President|Minister|Chancellor|Premier|King|Queen|Governor|Emir)) (.+?)( of |, )(.+)$",
    re.MULTILINE,
)


def list_item_halved(view: View, rng: Random, r: Resources) -> Damage | None:
    """Leave out the person or the country of an office in a list: ``- President of Chad``, ``- President Deby of``.

    The person can be known again where office and country leave one answer; the country, from the person's name alone.
    """
    del r
    found = list(_OFFICE.finditer(view.text))
    if not found:
        return None
    match = rng.choice(found)
    if rng.random() < 0.5 and match[3] == " of ":
        return Damage(match.start(2), match.end(2) + 1, "", Kind.MISSING_WORDS, "list-item-halved", recoverable=False)
    return Damage(match.end(3) - 1, match.end(4), "", Kind.MISSING_WORDS, "list-item-halved", recoverable=False)
