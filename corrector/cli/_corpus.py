"""What the commands that run over corpora share."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.config import Settings

_INTERRUPTED = 130


class _Workers(click.ParamType[int]):
    """A number of worker processes, or ``auto`` for one a core."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        if value == "auto":
            return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        try:
            number = int(value)
        except ValueError:
            number = 0
        if number < 1:
            self.fail(f"{value!r} is neither a number from 1 on nor 'auto'", param, ctx)
        return number


def run_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the inputs and the options of a run."""
    for option in reversed(
        (
            click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
            click.option("--output", metavar="PATH", help="A file, a folder, or - for standard output."),
            click.option(
                "--format", metavar="SUFFIX", help="Output format, such as jsonl.zst, where the path tells none."
            ),
            click.option(
                "--text-field", default="text", show_default=True, metavar="NAME", help="Field with the text."
            ),
            click.option(
                "--id-field", default="id", show_default=True, metavar="NAME", help="Field with the record's id."
            ),
            click.option("--workers", type=_Workers(), default="auto", show_default=True, help="Worker processes."),
            click.option(
                "--shard-records", type=click.IntRange(1), metavar="N", help="Start a new file after N records."
            ),
            click.option("--resume", is_flag=True, help="Go on with a run that was stopped; the output is the same."),
            click.option("--overwrite", is_flag=True, help="Replace the output and report of an earlier run."),
            click.option("--report", metavar="DIR", help="Folder for reports and failures.  [default: OUTPUT.report]"),
            click.option(
                "--engine",
                type=click.Choice(["local", "ray"]),
                default="local",
                show_default=True,
                help="Where to work.",
            ),
            click.option("--ray-address", metavar="ADDRESS", help="A Ray cluster to join; without it Ray starts here."),
            click.option("--gpus", type=click.FloatRange(0), metavar="N", help="GPUs for each worker, with Ray."),
        )
    ):
        function = option(function)
    return function


def go(*, settings: Settings, revert: bool = False, **values: Any) -> None:
    """Run the job, say what came of it, and leave with the exit code."""
    from corrector.corpus.batch import Operation
    from corrector.corpus.plan import Job
    from corrector.corpus.run import run

    given = {key: value for key, value in values.items() if value is not None}
    operation = Operation.REVERT if revert else Operation.ATTRIBUTES if given.get("attributes") else Operation.CLEAN
    job = Job(settings=settings, operation=operation, **given)
    try:
        summary = run(job, progress=sys.stderr if sys.stderr.isatty() else None)
    except KeyboardInterrupt:
        click.echo("interrupted; the same command with --resume goes on from here", err=True)
        click.get_current_context().exit(_INTERRUPTED)
    tally = summary.tally
    done = "restored" if revert else f"{tally.edits:,} edits in {tally.changed:,}"
    parts = [f"{tally.records:,} records, {done}"]
    parts += [f"{tally.dropped:,} dropped"] * bool(tally.dropped)
    parts += [f"{tally.failed:,} failed"] * bool(tally.failed)
    click.echo(f"{', '.join(parts)}, {summary.seconds:,.1f} s", err=True)
    for note in summary.notes:
        click.echo(f"error: {note}", err=True)
    if summary.folder is not None:
        click.echo(f"report: {summary.folder / 'report.html'}", err=True)
    click.get_current_context().exit(3 if summary.failed else 0)
