"""The values that pass between the process that reads and writes and the workers that clean."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from corrector.corpus.streams import Compression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from corrector.config import Settings
    from corrector.corpus.sources import Source
    from corrector.corpus.tally import Tally
    from corrector.types import Document, Result

AUDIT_FIELD = "corrector"


class Position(NamedTuple):
    """A place between two records of a source: where to go on, in the reader's own unit, and the records before it."""

    offset: int = 0
    record: int = 0


START = Position()


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are cleaned together, as they were read.

    ``payload`` is the reader's own: raw lines, an Arrow batch, documents. ``note`` says why the source could not be read
    to its end. ``size`` is the payload's in bytes. ``read`` counts the bytes of the source's
    file that reading came to, for the progress bar. ``last`` marks
    the source's final batch, which may be empty.
    """

    source: int
    start: Position
    end: Position
    payload: Any
    size: int
    read: int = 0
    note: str = ""
    last: bool = False


class Failure(NamedTuple):
    """A record that was not cleaned, and why.

    ``raw`` is the record verbatim where no output can hold it; None if it went through to the output unchanged.
    """

    record: int
    id: str
    reason: str
    raw: bytes | None = None


class Change(NamedTuple):
    """What becomes of a record: its new text, and the audit object; None takes the audit away again."""

    text: str
    audit: Mapping[str, Any] | None


class Records(Protocol):
    """The records of a batch, decoded in a worker; places count from 0."""

    def __len__(self) -> int: ...

    def number(self, place: int) -> int:
        """Return the record's number in its source, counted from 1."""
        ...

    def id(self, place: int) -> str:
        """Return the record's own id, or an empty string."""
        ...

    def failure(self, place: int) -> Failure | None:
        """Return why the record has no text to work on, if it has none."""
        ...

    def text(self, place: int) -> str:
        """Return the record's text; only for records without a failure."""
        ...

    def audit(self, place: int) -> Mapping[str, Any] | None:
        """Return the record's audit object, if it has one."""
        ...

    def fields(self, place: int) -> dict[str, Any] | None:
        """Return the record's fields in their order, but for the audit; None if it could not be parsed."""
        ...

    def raw(self, place: int) -> bytes:
        """Return the record as it can be kept in the list of failures."""
        ...


class Encoded(NamedTuple):
    """Records as an output's sink takes them, and the places of those the output cannot hold, with the reason."""

    data: bytes
    refused: tuple[tuple[int, str], ...] = ()


class Encoder(Protocol):
    """Turns records into what an output's sink takes; runs in a worker."""

    def __call__(self, records: Records, places: Sequence[int], changes: Sequence[Change | None]) -> Encoded:
        """Encode the records at ``places``, each with its change or, for None, as it came."""
        ...


class Operation(StrEnum):
    """What a run does with each record."""

    CLEAN = "clean"
    ATTRIBUTES = "attributes"
    REVERT = "revert"


class PipelineLike(Protocol):
    """What cleaning needs of a pipeline; :class:`corrector.pipeline.Pipeline` is one."""

    @property
    def signature(self) -> str:
        """Name everything that the results depend on."""
        ...

    def run(self, documents: Sequence[Document]) -> Iterator[Result]:
        """Yield one result a document, in order."""
        ...


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """Format and compression of an output; ``columns`` are a table's columns, ``schema`` Parquet's, serialized."""

    name: str
    compression: Compression = Compression.NONE
    columns: tuple[str, ...] = ()
    schema: bytes = b""


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that a worker must know; pickles by value, so that any engine can ship it."""

    settings: Settings
    pipeline: Callable[[Settings], AbstractContextManager[PipelineLike]]
    sources: tuple[Source, ...]
    output: OutputFormat
    operation: Operation = Operation.CLEAN
    text_field: str = "text"
    id_field: str = "id"
    drop_above: float | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A batch's results, in the form that the sinks take."""

    source: int
    start: Position
    end: Position
    read: int
    last: bool
    note: str
    tally: Tally
    output: bytes = b""
    dropped: bytes = b""
    errors: bytes = b""
    kept: int = 0
    routed: int = 0
    failed: int = 0
    unheld: int = field(default=0)
