"""Clean records in memory, and restore a cleaned record's text: the same work as a run over files, as plain functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corrector import contract, edits, protect
from corrector.corpus.batch import AUDIT_FIELD
from corrector.errors import InputError
from corrector.pipeline import Pipeline
from corrector.types import Document, Edit, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corrector.config import Settings


def clean(
    records: Iterable[Mapping[str, Any]], settings: Settings, *, text_field: str = "text"
) -> Iterator[dict[str, Any]]:
    """Yield each record with its text corrected and the ``corrector`` object added; all other fields are kept.

    Raises:
        InputError: for a record that has no text to clean; it names the record's number, counted from 1.
    """
    pending: list[dict[str, Any]] = []

    def documents() -> Iterator[Document]:
        for number, record in enumerate(records, 1):
            pending.append(dict(record))
            text = text_of(record, text_field, place=f"record {number}")
            yield Document(str(number), text, protect.spans(text))

    with Pipeline(settings) as pipeline:
        for result in pipeline.run(documents()):
            record = pending.pop(0)
            record[text_field] = result.corrected
            record[AUDIT_FIELD] = contract.audit(result)
            yield record


def text_of(record: Mapping[str, Any], text_field: str, *, place: str) -> str:
    """Return a record's text. Raises ``InputError`` naming the place where there is none."""
    if AUDIT_FIELD in record:
        raise InputError(
            f"{place}: has a field {AUDIT_FIELD!r} already; was it cleaned before? Rename or drop the field"
        )
    if text_field not in record:
        raise InputError(f"{place}: no field {text_field!r} (there are {', '.join(record)}); name it with --text-field")
    text = record[text_field]
    if not isinstance(text, str):
        raise InputError(f"{place}: field {text_field!r} holds {type(text).__name__}, not text")
    return text


def original(text: str, audit: Mapping[str, Any]) -> str:
    """Return the text as it was before the edits that an audit object lists.

    Raises:
        InputError: if the object is not one of ours or its edits do not fit the text, as when somebody edited it since.

    >>> original("An hour.", {"edits": [
    ...     {"start": 0, "end": 1, "before": "A", "after": "An", "kind": "article", "confidence": 1.0, "proposer": "rules"}
    ... ]})
    'A hour.'
    """
    try:
        made = [_edit(values) for values in audit["edits"]]
        return edits.apply(text, edits.invert(made))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"the text cannot be restored: its {AUDIT_FIELD!r} object does not fit it ({error})") from None


def _edit(values: Mapping[str, Any]) -> Edit:
    span = Span(values["start"], values["end"])
    return Edit(span, values["before"], values["after"], Kind(values["kind"]), values["confidence"], values["proposer"])
