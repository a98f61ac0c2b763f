"""Clean records: correct the text field and add the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corrector.errors import InputError
from corrector.pipeline import Pipeline
from corrector import contract
from corrector.types import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corrector.config import Settings

AUDIT_FIELD = "corrector"


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
            yield Document(str(number), text_of(record, text_field, place=f"record {number}"))

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
