"""The work itself: a batch of raw records in, the bytes for the outputs and the counts out.

:class:`Worker` is what every engine runs, in processes of its own or of a cluster. It pickles by its :class:`Work`, and
depends on nothing but its input, so that a batch may be done again anywhere.
"""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from corrector import contract, protect
from corrector.corpus import formats
from corrector.corpus.batch import Change, Cleaned, Failure, Operation
from corrector.corpus.cleaner import Cleaner
from corrector.corpus.jsonl import dumps
from corrector.corpus.records import original
from corrector.corpus.streams import compress
from corrector.corpus.tally import Judged, Tally
from corrector.errors import InputError
from corrector.types import Document, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corrector.corpus.batch import Batch, Records, Work

# A batch this many times slower than the mean, in time a character, has its documents timed one by one ...
_SLOW = 3.0
_SLOW_SECONDS = 0.2
_BUDGET = 0.03  # ... as long as that takes no more than this share of the time, unless it is slower still.
_VERY_SLOW = 15.0


class _Done(NamedTuple):
    """What became of a record: a change, or a failure; and whether it is beyond repair."""

    change: Change | None
    failure: Failure | None = None
    beyond: bool = False
    result: Result | None = None


class Worker:
    """Cleans batches. Making one loads nothing; entering it loads the pipeline."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.signature = ""
        self._cleaner = Cleaner(work.settings, pipeline=work.pipeline)
        self._encode = formats.encoder(work)
        self._clock = _Clock()

    def __reduce__(self) -> tuple[type[Worker], tuple[Work]]:
        return (Worker, (self.work,))

    def __enter__(self) -> Self:
        if self.work.operation != Operation.REVERT:
            self.signature = self._cleaner.signature
        return self

    def __exit__(self, *_: object) -> None:
        self._cleaner.close()

    def __call__(self, batch: Batch, deadly: Mapping[int, str] | None = None) -> Cleaned:
        """Clean a batch; ``deadly`` names records, by their place, that kill workers, and must not be touched."""
        records = formats.decode(batch, self.work)
        tally = Tally(records=len(records))
        source = self.work.sources[batch.source].label
        if self.work.operation == Operation.REVERT:
            done = [self._reverted(records, place) for place in range(len(records))]
        else:
            done = self._cleaned(records, batch, tally, deadly or {})
        for place, each in enumerate(done):
            if each.result is not None:
                tally.add(each.result, source=source, record=records.number(place))
        if self.work.operation == Operation.ATTRIBUTES:
            return self._attributes(batch, records, done, tally, source)
        return self._written(batch, records, done, tally, source)

    def search(self, batch: Batch, start: int, announce: Callable[[int], None]) -> None:
        """Run a batch's records one by one from a place on, announcing each place, to see which of them kill."""
        records = formats.decode(batch, self.work)
        for place in range(start, len(records)):
            if records.failure(place) is None:
                announce(place)
                self._cleaner.judge([self._document(records, place, batch)])

    def _document(self, records: Records, place: int, batch: Batch) -> Document:
        text = records.text(place)
        origin = f"{self.work.sources[batch.source].label}:{records.number(place)}"
        return Document(records.id(place) or str(records.number(place)), text, protect.spans(text), origin)

    def _cleaned(self, records: Records, batch: Batch, tally: Tally, deadly: Mapping[int, str]) -> list[_Done]:
        failures = [records.failure(place) for place in range(len(records))]
        for place, reason in deadly.items():
            failures[place] = Failure(records.number(place), records.id(place), reason)
        places = [place for place, failure in enumerate(failures) if failure is None]
        documents = [self._document(records, place, batch) for place in places]
        started = time.perf_counter()
        results = iter(self._cleaner.judge(documents))
        tally.seconds = time.perf_counter() - started
        tally.slowest = self._slowest(documents, records, batch, tally.seconds, places)
        return [
            _Done(None, failure) if failure is not None else self._decided(records, place, next(results))
            for place, failure in enumerate(failures)
        ]

    def _decided(self, records: Records, place: int, result: Result | str) -> _Done:
        if isinstance(result, str):
            return _Done(None, Failure(records.number(place), records.id(place), result))
        bound = self.work.drop_above
        change = Change(result.corrected, contract.audit(result))
        return _Done(change, None, bound is not None and result.score > bound, result)

    def _slowest(
        self, documents: Sequence[Document], records: Records, batch: Batch, seconds: float, places: Sequence[int]
    ) -> list[Judged]:
        """Time the documents of a slow batch one by one; of other batches none stands out."""
        if not self._clock.stands_out(seconds, sum(len(document.text) for document in documents)):
            return []
        source = self.work.sources[batch.source].label
        timed: list[Judged] = []
        for document, place in zip(documents, places, strict=True):
            started = time.perf_counter()
            self._cleaner.judge([document])
            taken = round(time.perf_counter() - started, 4)
            timed.append(
                Judged(taken, source, records.number(place), document.id, " ".join(document.text[:240].split())[:160])
            )
        return timed

    def _reverted(self, records: Records, place: int) -> _Done:
        if (failure := records.failure(place)) is not None:
            return _Done(None, failure)
        audit = records.audit(place)
        if audit is None:
            return _Done(None)
        try:
            return _Done(Change(original(records.text(place), audit), None))
        except InputError as error:
            return _Done(None, Failure(records.number(place), records.id(place), str(error), records.raw(place)))

    def _written(self, batch: Batch, records: Records, done: Sequence[_Done], tally: Tally, source: str) -> Cleaned:
        kept: list[int] = []
        routed: list[int] = []
        errors: dict[int, Failure] = {}
        for place, each in enumerate(done):
            if each.failure is not None:
                errors[place] = failure = self._held(each.failure, records, place, batch)
                if failure.raw is not None:
                    continue
            (routed if each.beyond else kept).append(place)
        output = self._encode(records, kept, [done[place].change for place in kept])
        dropped = self._encode(records, routed, [done[place].change for place in routed])
        for place, reason in (*output.refused, *dropped.refused):
            before = f"{errors[place].reason}; " if place in errors else ""
            errors[place] = Failure(records.number(place), records.id(place), before + reason, records.raw(place))
        for failure in errors.values():
            tally.fail(failure.reason)
        tally.unheld = sum(failure.raw is not None for failure in errors.values())
        tally.dropped = len(routed) - len(dropped.refused)
        return Cleaned(
            batch.source,
            batch.start,
            batch.end,
            batch.read,
            batch.last,
            batch.note,
            tally.trim(),
            output=output.data,
            dropped=dropped.data,
            errors=b"".join(_error(source, errors[place]) for place in sorted(errors)),
            kept=len(kept) - len(output.refused),
            routed=tally.dropped,
            failed=len(errors),
            unheld=tally.unheld,
        )

    def _held(self, failure: Failure, records: Records, place: int, batch: Batch) -> Failure:
        """Return the failure with the record itself, where the output cannot hold a line that is no object."""
        lines = self.work.output.name == "jsonl" and self.work.sources[batch.source].format == "jsonl"
        if failure.raw is None and not lines and records.fields(place) is None:
            return failure._replace(raw=records.raw(place))
        return failure

    def _attributes(self, batch: Batch, records: Records, done: Sequence[_Done], tally: Tally, source: str) -> Cleaned:
        lines: list[str] = []
        errors: list[bytes] = []
        for place, each in enumerate(done):
            attributes: dict[str, Any] = {} if each.result is None else _spans(each.result)
            lines.append(dumps({"id": records.id(place), "attributes": attributes}) + "\n")
            if each.failure is not None:
                tally.fail(each.failure.reason)
                errors.append(_error(source, each.failure))
        return Cleaned(
            batch.source,
            batch.start,
            batch.end,
            batch.read,
            batch.last,
            batch.note,
            tally.trim(),
            output=compress("".join(lines).encode("utf-8"), self.work.output.compression) if lines else b"",
            errors=b"".join(errors),
            kept=len(lines),
            failed=len(errors),
        )


class _Clock:
    """Knows what a character takes on average, and which batches stand out enough to be timed again."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._characters = 0
        self._again = 0.0

    def stands_out(self, seconds: float, characters: int) -> bool:
        """Take a batch's time, and tell whether it is far above the mean of those before.

        On a busy machine many batches are slow by chance; those that are not slow beyond doubt share a small budget.
        """
        expected = self._seconds / self._characters * characters if self._characters else seconds
        self._seconds += seconds
        self._characters += characters
        if seconds < _SLOW_SECONDS or seconds < _SLOW * expected:
            return False
        if seconds < _VERY_SLOW * expected and self._again + seconds > _BUDGET * self._seconds:
            return False
        self._again += seconds
        return True


def _error(source: str, failure: Failure) -> bytes:
    entry: dict[str, Any] = {"source": source, "record": failure.record, "id": failure.id, "reason": failure.reason}
    if failure.raw is None:
        entry["kept"] = "output"
    else:
        entry["kept"] = "here"
        try:
            entry["raw"] = failure.raw.decode("utf-8")
        except UnicodeDecodeError:
            entry["raw_base64"] = base64.b64encode(failure.raw).decode("ascii")
    return dumps(entry).encode("utf-8") + b"\n"


def _spans(result: Result) -> dict[str, list[list[float]]]:
    """Return a result as Dolma's attributes: lists of ``[start, end, score]``, by kind, and the document's score."""
    attributes: dict[str, list[list[float]]] = {
        "corrector__score": [[0, len(result.document.text), round(result.score, 4)]]
    }
    for finding in contract.audit(result)["findings"]:
        name = f"corrector__{finding['kind'].replace('-', '_')}"
        attributes.setdefault(name, []).append([finding["start"], finding["end"], finding["score"]])
    return attributes
