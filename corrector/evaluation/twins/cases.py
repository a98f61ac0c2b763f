"""What a family of twins is made from: a site of damage in its frame, and random choices from the lists of one split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from corrector.evaluation import frames

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from corrector.evaluation.facts import Country, Facts, Leader
    from corrector.evaluation.gold import Gold
    from corrector.types import Document

Item = TypeVar("Item")


class Site(NamedTuple):
    """The damaged stretch, what stood there before, and every cure that counts as right."""

    wrong: str
    right: str
    accept: tuple[str, ...]


class Case(NamedTuple):
    """A frame with its site and the operator that made the damage; ``slots`` fills slots that the frame shares."""

    frame: str
    site: Site
    operator: str
    slots: dict[str, str]
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """A damaged document with its mark, and its undamaged twin."""

    family: str
    operator: str
    damaged: Gold
    right: Document


class Operator(NamedTuple):
    """A named way to damage a form, and the splits it belongs to."""

    name: str
    splits: tuple[str, ...]
    apply: Callable[[Draw, str], str]


class Draw:
    """Random choices from the part of every list that belongs to one split."""

    def __init__(self, rng: random.Random, facts: Facts, split: str) -> None:
        self.rng = rng
        self.facts = facts
        self.split = split

    def pick(self, items: Sequence[Item]) -> Item:
        """Pick an item of this split's part of a list."""
        return self.rng.choice(frames.part(items, self.split))

    def any(self, items: Sequence[Item]) -> Item:
        """Pick an item of the whole list."""
        return self.rng.choice(items)

    def country(self, wanted: Callable[[Country], bool] | None = None) -> Country:
        """Pick a country that meets a condition."""
        return self.pick([one for one in self.facts.countries if wanted is None or wanted(one)])

    def leader(self) -> Leader:
        """Pick an office holder."""
        return self.pick(self.facts.leaders)

    def person(self) -> str:
        """Make up a person's name."""
        return f"{self.pick(frames.GIVEN_NAMES)} {self.pick(frames.SURNAMES)}"

    def operator(self, operators: Sequence[Operator]) -> Operator:
        """Pick an operator of this split."""
        return self.rng.choice([operator for operator in operators if self.split in operator.splits])

    def slots(self) -> dict[str, str]:
        """Fill the common slots."""
        plain = [country.names[0] for country in self.facts.countries if stands_alone(country)]
        return {
            "city": self.pick(frames.CITIES),
            "weekday": self.any(frames.WEEKDAYS),
            "given": self.pick(frames.GIVEN_NAMES),
            "surname": self.pick(frames.SURNAMES),
            "person": self.person(),
            "country": self.pick(plain),
            "number": str(self.rng.randint(12, 60)),
        }


BOTH = ("dev", "test")
DEV = ("dev",)
TEST = ("test",)


def stands_alone(country: Country) -> bool:
    """Tell whether the country's name is one word that takes no article."""
    return country.names[0].isalpha() and len(country.names[0]) > 3 and f"the {country.names[0]}" not in country.names
