"""The corpus formats: how each is cut into batches, decoded and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.corpus import delimited, documents, jsonl, parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corrector.corpus.batch import Batch, Encoder, Position, Records, Work
    from corrector.corpus.sources import Source

_READERS: dict[str, Callable[[Source, Position], Iterator[Batch]]] = {
    "jsonl": jsonl.batches,
    "csv": delimited.batches,
    "tsv": delimited.batches,
    "parquet": parquet.batches,
    "text": documents.batches,
    "warc": documents.batches,
}
_RECORDS: dict[str, Callable[[Batch, Work], Records]] = {
    "jsonl": jsonl.JsonLines,
    "csv": delimited.DelimitedRecords,
    "tsv": delimited.DelimitedRecords,
    "parquet": parquet.ArrowRecords,
    "text": documents.TextDocuments,
    "warc": documents.TextDocuments,
}
_ENCODERS: dict[str, Callable[[Work], Encoder]] = {
    "jsonl": jsonl.JsonEncoder,
    "csv": delimited.DelimitedEncoder,
    "tsv": delimited.DelimitedEncoder,
    "parquet": parquet.ParquetEncoder,
}
WRITABLE = tuple(_ENCODERS)


def batches(source: Source, start: Position) -> Iterator[Batch]:
    """Yield a source's batches from a place on; the last is marked, and may be empty."""
    return _READERS[source.format](source, start)


def decode(batch: Batch, work: Work) -> Records:
    """Return a batch's records."""
    return _RECORDS[work.sources[batch.source].format](batch, work)


def encoder(work: Work) -> Encoder:
    """Return what writes the run's output."""
    return _ENCODERS[work.output.name](work)
