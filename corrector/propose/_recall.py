"""A writer that recalls what it said last: a second look at a paragraph asks most of the first one's questions again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from corrector.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corrector.backends.answers import Answer, Change, Passage
    from corrector.propose._writers import Opened

_Asked = TypeVar("_Asked")
_Told = TypeVar("_Told")


class Recalling(Closing):
    """Asks a writer what it was not asked in the call before; what is asked twice in one call it asks once.

    Args:
        writer: answers; it is closed with this.
    """

    def __init__(self, writer: Opened) -> None:
        self._writer = writer
        self._answers: dict[Passage, tuple[Answer, ...]] = {}
        self._gains: dict[tuple[str, tuple[Change, ...]], tuple[float, ...]] = {}

    def close(self) -> None:
        """Let the model go, and forget."""
        self._writer.close()
        self._answers, self._gains = {}, {}

    def answer(self, passages: Sequence[Passage]) -> list[tuple[Answer, ...]]:
        """Return the answers of each passage."""
        self._answers = _recalled(passages, self._answers, self._writer.answer)
        return [self._answers[one] for one in passages]

    def gains(self, sentences: Sequence[tuple[str, Sequence[Change]]]) -> list[tuple[float, ...]]:
        """Return the gains of each sentence's changes."""
        asked = [(text, tuple(changes)) for text, changes in sentences]
        self._gains = _recalled(asked, self._gains, self._writer.gains)
        return [self._gains[one] for one in asked]


def _recalled(
    asked: Sequence[_Asked], known: dict[_Asked, _Told], ask: Callable[[list[_Asked]], list[_Told]]
) -> dict[_Asked, _Told]:
    """Return what is told of each that is asked, and of nothing else."""
    once = dict.fromkeys(asked)
    unknown = [one for one in once if one not in known]
    told = dict(zip(unknown, ask(unknown) if unknown else [], strict=True))
    return {one: told[one] if one in told else known[one] for one in once}
