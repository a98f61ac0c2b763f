"""Measure how well a system finds and repairs garble."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corrector.cli import _options as options

if TYPE_CHECKING:
    from corrector.config import Settings

_SYSTEMS = click.Choice(["corrector", "nothing", "harper"])
_TESTS = click.Path(path_type=Path, exists=True)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(short_help="Measure detection, repair and calibration on a test set.")
@click.argument("tests", type=_TESTS)
@click.option(
    "--system", "systems", type=_SYSTEMS, multiple=True, help="What to run, repeatable.  [default: corrector]"
)
@click.option("--format", "format_out", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--record", type=_FOLDER, help="Folder to write table, JSON and reliability curves to.")
@options.settings_options
def command(*, settings: Settings, tests: Path, systems: tuple[str, ...], format_out: str, record: Path | None) -> None:
    """Run systems over the test rows in TESTS, a JSONL file or a folder of them, and print what was measured."""
    from corrector.evaluation import evaluate
    from corrector.evaluation.systems import system

    cases = evaluate.read_cases(tests)
    reports = []
    for name in systems or ("corrector",):
        with system(name, settings) as run:
            reports.append(evaluate.evaluate(name, run, cases))
    if record is not None:
        evaluate.record(reports, record)
    click.echo(evaluate.to_json(reports) if format_out == "json" else evaluate.markdown(reports), nl=False)
