"""Report what is wrong, for an editor or a program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from corrector.cli import _options as options

if TYPE_CHECKING:
    from corrector.config import Settings


@click.command(short_help="Report what is wrong.")
@options.input_options
@options.format_option
@click.option(
    "--fail-on",
    metavar="WHAT",
    help="Exit with 1 for: flag (any finding), replace, a score from 0 to 1, never.  [default: flag]",
)
@options.settings_options
def command(*, settings: Settings, paths: tuple[str, ...], format_out: str | None, **reading: Any) -> None:
    """Report what is wrong in files, directories or standard input (-), and change nothing.

    Exit code 1 says that something was found, at or above --fail-on.
    """
    with options.job(settings, fails=True, **reading) as job:
        files = job.expand(options.inputs(paths))
        options.renderer(format_out or "human").render(job.results(files), sys.stdout)
    options.close(job.report)
