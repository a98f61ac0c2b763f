"""A line on the terminal that says how far a run has come, how fast it is, and how long it will take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.corpus.batch import Cleaned
    from corrector.corpus.sources import Source
    from corrector.corpus.tally import Tally

_EVERY = 0.2  # seconds between two updates
_BAR = 24  # characters


class Progress:
    """Shows a run's progress on a stream; with none it does nothing."""

    def __init__(self, sources: Sequence[Source], stream: TextIO | None) -> None:
        self._stream = stream
        self._before = [0]
        for source in sources:
            self._before.append(self._before[-1] + source.size)
        self._first: tuple[float, int, int, int, int] | None = None
        self._shown = 0.0
        self._width = 0

    def update(self, cleaned: Cleaned, tally: Tally) -> None:
        """Take note of a batch; ``tally`` is the run's."""
        if self._stream is None:
            return
        now = time.monotonic()
        read = self._before[cleaned.source] + cleaned.read
        if self._first is None:
            self._first = (now, read, tally.records, tally.words, tally.edits)
        if now - self._shown < _EVERY:
            return
        self._shown = now
        line = self._line(now, read, tally)
        self._stream.write(f"\r{line:<{self._width}}")
        self._stream.flush()
        self._width = len(line)

    def _line(self, now: float, read: int, tally: Tally) -> str:
        started, read_then, records, words, edits = self._first or (now, 0, 0, 0, 0)
        seconds = max(now - started, 1e-9)
        total = self._before[-1]
        share = min(1.0, read / total) if total else 0.0
        speed = (
            f"{tally.records:,} records  {(tally.records - records) / seconds:,.0f}/s  "
            f"{(tally.words - words) / seconds:,.0f} words/s  {(tally.edits - edits) / seconds:,.0f} edits/s"
        )
        if not total:
            return speed
        left = (total - read) * seconds / (read - read_then) if read > read_then else 0.0
        bar = "█" * round(share * _BAR)
        return f"{bar:░<{_BAR}} {share:4.0%}  {speed}  {duration(left)} left"

    def close(self) -> None:
        """Clear the line."""
        if self._stream is not None and self._width:
            self._stream.write(f"\r{'':<{self._width}}\r")
            self._stream.flush()


def duration(seconds: float) -> str:
    """Return a duration as people read it.

    >>> duration(3700), duration(75), duration(4.2)
    ('1:01:40', '1:15', '0:04')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
