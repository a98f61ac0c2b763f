"""Clean corpora: many records, many cores, resumable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from corrector.cli import _corpus
from corrector.cli import _options as options

if TYPE_CHECKING:
    from corrector.config import Settings


@click.command(short_help="Clean corpora: many records, many cores, resumable.")
@_corpus.run_options
@click.option(
    "--attributes", metavar="DIR", help="Write sidecars of spans and scores for Dolma instead of cleaned text."
)
@click.option(
    "--drop-above",
    type=click.FloatRange(0, 1),
    metavar="SCORE",
    help="Write records with a higher score to the report's folder instead.",
)
@click.option("--lines", is_flag=True, help="In plain text files each line is a record, not each file.")
@options.settings_options
def command(*, settings: Settings, **values: Any) -> None:
    """Correct the text of every record, and add what was found and changed as its field "corrector".

    INPUT is a file, a folder, a pattern, an address that fsspec knows (s3://...), or - for JSON Lines on standard input.
    Formats go by suffix: .jsonl .csv .tsv .parquet .txt .warc .wet, most of them also with .gz or .zst.

    Records keep their other fields and their order. What cannot be read or cleaned is listed in errors.jsonl with its
    reason, in the folder OUTPUT.report, next to report.html. A run that was stopped goes on with --resume.
    """
    _corpus.go(settings=settings, **values)
