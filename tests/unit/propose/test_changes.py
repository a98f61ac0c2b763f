"""What sort of change a cure makes."""

from __future__ import annotations

import pytest

from corrector.propose._changes import change


@pytest.mark.parametrize(
    ("before", "after", "sorts", "lost", "brought"),
    [
        (" in the park", " at the park", {"closed"}, 0, 0),
        (" park", " the park", {"closed"}, 0, 0),
        (" the impacts huge", " the huge impacts", {"reordered"}, 0, 0),
        (" many example are", " many examples is", {"inflected"}, 1, 1),
        (" Many Example", " many examples", {"inflected"}, 1, 1),
        (" the brand for", " the border for", set(), 1, 1),
        (" the old house", " the house", set(), 1, 0),
        (" the house", " the House", {"closed"}, 0, 0),
    ],
)
def test_a_change_is_told(before: str, after: str, sorts: set[str], lost: int, brought: int) -> None:
    made = change(before, after)
    assert {name for name in ("closed", "reordered", "inflected") if getattr(made, name)} == sorts
    assert (made.lost, made.brought) == (lost, brought)
