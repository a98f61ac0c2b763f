"""Find and repair machine-translation garble in English text.

>>> import corrector
>>> corrector.fix("She waited for a hour.").corrected
'She waited for an hour.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corrector.config import Settings
from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Result, Skip, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corrector.pipeline import Pipeline

__version__ = "0.1.0"

__all__ = [
    "Candidate",
    "Choice",
    "Document",
    "Edit",
    "Finding",
    "Kind",
    "Outcome",
    "Pipeline",
    "Result",
    "Settings",
    "Skip",
    "Span",
    "check",
    "clean",
    "fix",
]


def __getattr__(name: str) -> Any:
    """Import the pipeline on first use, so that ``import corrector`` stays light."""
    if name == "Pipeline":
        from corrector.pipeline import Pipeline

        return Pipeline
    raise AttributeError(f"module 'corrector' has no attribute {name!r}")


def check(text: str, settings: Settings | None = None) -> Result:
    """Return what is wrong with a text, and the edits that the settings' profile would apply."""
    from corrector.pipeline import Pipeline

    with Pipeline(settings) as pipeline:
        return pipeline.check(text)


def fix(text: str, settings: Settings | None = None) -> Result:
    """Return the same result as :func:`check`; its ``corrected`` is the repaired text."""
    return check(text, settings)


def clean(
    records: Iterable[Mapping[str, Any]], settings: Settings | None = None, *, text_field: str = "text"
) -> Iterator[dict[str, Any]]:
    """Yield each record with its text field corrected and a ``corrector`` object added, in order.

    Raises:
        InputError: for a record without the text field, with another value than a string in it, or with a field named
            ``corrector`` already.
    """
    from corrector.corpus.records import clean as clean_records

    return clean_records(records, settings or Settings(), text_field=text_field)
