"""Restore the original text of a cleaned corpus."""

from __future__ import annotations

from typing import Any

import click

from corrector.cli import _corpus


@click.command(short_help="Restore the original text of a cleaned corpus.")
@_corpus.run_options
def command(**values: Any) -> None:
    """Undo the edits of every record that "corrector clean" wrote, and take its field "corrector" away again."""
    from corrector.config import Settings

    _corpus.go(settings=Settings(), revert=True, **values)
