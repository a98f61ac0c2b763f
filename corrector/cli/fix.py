"""Show the repair of files as a diff, or write it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corrector import files
from corrector.cli import _options as options

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.config import Settings
    from corrector.files import Source

_SINKS = ("--write", "--output", "--stdout")


@click.command(short_help="Show the repaired text as a diff, or write it.")
@options.input_options
@click.option("--write", is_flag=True, help="Change the files in place.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the corrected text here."
)
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the corrected text.")
@options.format_option
@options.settings_options
def command(
    *,
    settings: Settings,
    paths: tuple[str, ...],
    write: bool,
    output: Path | None,
    to_stdout: bool,
    format_out: str | None,
    **reading: Any,
) -> None:
    """Repair files, directories or standard input (-).

    Nothing is written without --write, --output or --stdout: the repair is shown as a coloured word diff on a terminal, and
    as a unified diff for patch(1) elsewhere.
    """
    if (write, output is not None, to_stdout).count(True) > 1:
        raise click.UsageError(f"Only one of {', '.join(_SINKS)} can be given.")
    if output is not None and str(output) == files.STDIN:
        raise click.UsageError("--output takes a file; --stdout prints the corrected text.")
    if to_stdout and format_out:
        raise click.UsageError("--stdout prints the corrected text; it goes with no --format.")
    arguments = options.inputs(paths)
    if write and files.STDIN in arguments:
        raise click.UsageError("--write cannot change standard input; use --stdout or --output.")
    with options.job(settings, fails=False, **reading) as job:
        found = job.expand(arguments)
        if output is not None and len(found) > 1:
            raise click.UsageError("--output takes one input; use --write for several.")
        if write or output is not None or to_stdout:
            results = job.rewrite(found, _put(output) if not write else _replace)
        else:
            format_out = format_out or ("human" if sys.stdout.isatty() else "diff")
            results = job.patches(found) if format_out == "diff" else job.results(found)
        if format_out:
            options.renderer(format_out).render(results, sys.stdout)
        else:
            for _ in results:
                pass
    options.close(job.report)


def _replace(source: Source, data: bytes) -> None:
    if data != source.data:
        files.replace(source, data)
        click.echo(f"rewrote {source.name}", err=True)


def _put(output: Path | None) -> Callable[[Source, bytes], None]:
    def put(source: Source, data: bytes) -> None:
        del source
        if output is None:
            sys.stdout.buffer.write(data)
        else:
            files.write(output, data)

    return put
