"""Options that several commands share, and how they become settings and jobs."""

from __future__ import annotations

import functools
import io
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corrector import config, formats, plugins, render
from corrector.config import Device, Dialect, Profile, parse_fail_on
from corrector.job import Job
from corrector.report import Report
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corrector.config import Settings
    from corrector.plugins import Renderer

_SETTINGS = ("profile", "kind", "skip_kind", "ignore", "names", "dialect", "detectors", "rewriter", "device", "fail_on")


def settings_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that select findings, and call the command with ``settings`` in their place."""

    @functools.wraps(function)
    def command(*, config_file: Path | None, isolated: bool, show_config: bool, **values: Any) -> None:
        flags = {key: values.pop(key) for key in _SETTINGS if key in values}
        settings = config.load(start=None if isolated else Path.cwd(), config=config_file, flags=flags)
        if show_config:
            for key, value in settings.describe().items():
                click.echo(f"{key.replace('_', '-')} = {json.dumps(value, ensure_ascii=False)}")
            return
        function(settings=settings, **values)

    kinds = click.Choice([kind.value for kind in Kind])
    file = click.Path(path_type=Path, dir_okay=False)
    for option in reversed(
        (
            click.option(
                "--profile", type=click.Choice([profile.value for profile in Profile]), help="How sure an edit must be."
            ),
            click.option(
                "--kind",
                type=kinds,
                multiple=True,
                metavar="KIND",
                help="Report only this kind, such as name; may be repeated.",
            ),
            click.option(
                "--skip-kind",
                type=kinds,
                multiple=True,
                metavar="KIND",
                help="Do not report this kind; may be repeated.",
            ),
            click.option("--ignore", multiple=True, metavar="WORD", help="Never report this word; may be repeated."),
            click.option("--names", type=file, multiple=True, metavar="FILE", help="Names that are right, one a line."),
            click.option(
                "--dialect",
                type=click.Choice([dialect.value for dialect in Dialect]),
                help="English that counts as right.",
            ),
            click.option(
                "--detectors",
                multiple=True,
                metavar="NAME",
                help="Run only this detector, or 'all' with those that are off by default; may be repeated.",
            ),
            click.option(
                "--rewriter",
                metavar="MODEL",
                help="Model that rewrites what rules cannot cure: on, off, a folder, or hf:NAME.  [default: off]",
            ),
            click.option(
                "--device", type=click.Choice([device.value for device in Device]), help="Where --rewriter runs."
            ),
            click.option("--config", "config_file", type=file, metavar="FILE", help="TOML file with settings."),
            click.option("--isolated", is_flag=True, help="Ignore every pyproject.toml."),
            click.option("--show-config", is_flag=True, help="Print the settings in force and stop."),
        )
    ):
        command = option(command)
    return command


def input_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add PATH arguments and the options that say how to read them."""
    for option in reversed(
        (
            click.argument("paths", nargs=-1, metavar="[PATH|-]..."),
            click.option(
                "--encoding", metavar="NAME", help="Encoding of files without a byte order mark.  [default: UTF-8]"
            ),
            click.option(
                "--format-in",
                type=click.Choice(plugins.names(formats.PACKAGE)),
                help="Format of all inputs, whatever their suffix.",
            ),
            click.option(
                "--stdin-filename", metavar="NAME", help="What to call standard input; its suffix tells the format."
            ),
            click.option(
                "--text-field",
                default="text",
                show_default=True,
                metavar="NAME",
                help="Field of a JSON Lines record that holds the text.",
            ),
        )
    ):
        function = option(function)
    return function


def format_option(function: Callable[..., None]) -> Callable[..., None]:
    """Add ``--format``: the renderers there are."""
    choice = click.Choice(plugins.names(render.PACKAGE))
    return click.option("--format", "format_out", type=choice, help="How to show the results.")(function)


def inputs(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths given, or standard input if something is piped into it."""
    if paths:
        return paths
    if sys.stdin.isatty():
        raise click.UsageError("Give a file or a directory, or - for standard input.")
    return ("-",)


@contextmanager
def job(
    settings: Settings,
    *,
    fails: bool,
    encoding: str | None,
    format_in: str | None,
    stdin_filename: str | None,
    text_field: str,
) -> Iterator[Job]:
    """Open a pipeline and yield a job over it; ``fails`` tells whether findings count for the exit code."""
    from corrector.pipeline import Pipeline

    report = Report(parse_fail_on(settings.fail_on) if fails else None)
    with Pipeline(settings) as pipeline:
        yield Job(
            run=pipeline.run,
            complain=complain,
            report=report,
            options=formats.Options(encoding, text_field),
            format_in=format_in,
            stdin_filename=stdin_filename,
        )


def renderer(name: str) -> Renderer:
    """Return a renderer for standard output, and make that able to take every character."""
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        # Programs read UTF-8, whatever the locale; a terminal gets what it can show, and escapes for the rest.
        encoding = stream.encoding if name == "human" else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="")
    return render.build(name, render.Options(colour=stream.isatty() and not os.environ.get("NO_COLOR")))


def complain(message: str) -> None:
    """Print an error."""
    click.echo(f"error: {message}", err=True)


def close(report: Report) -> None:
    """Print the summary and leave with the report's exit code."""
    sys.stdout.flush()
    click.echo(report.summary, err=True)
    click.get_current_context().exit(report.exit_code)
