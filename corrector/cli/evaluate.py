"""Measure how well a system finds and repairs garble."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corrector.cli import _options as options

if TYPE_CHECKING:
    from corrector.config import Settings

_SYSTEMS = click.Choice(["corrector", "nothing", "harper"])


@click.command(short_help="Measure detection, repair and calibration on a test set.")
@click.argument("tests", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--system", "systems", type=_SYSTEMS, multiple=True, help="What to run, may be repeated.  [default: corrector]"
)
@click.option("--format", "format_out", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option(
    "--pictures", type=click.Path(path_type=Path, file_okay=False), help="Folder for reliability curves (SVG)."
)
@options.settings_options
def command(
    *, settings: Settings, tests: Path, systems: tuple[str, ...], format_out: str, pictures: Path | None
) -> None:
    """Run systems over the test rows in TESTS, a JSONL file or a folder of them, and print what was measured."""
    from corrector.evaluation import evaluate, measures
    from corrector.evaluation.systems import system

    cases = evaluate.read_cases(tests)
    reports = []
    for name in systems or ("corrector",):
        with system(name, settings) as run:
            reports.append(evaluate.evaluate(name, run, cases))
    for report in reports if pictures else ():
        for what, found in (("findings", report.findings), ("edits", report.edits)):
            picture = measures.reliability_picture(found.curve, title=f"{report.system}: {what}")
            pictures.mkdir(parents=True, exist_ok=True)  # type: ignore[union-attr]  # the loop runs only with a folder
            (pictures / f"{report.system}-{what}.svg").write_text(picture, encoding="utf-8")  # type: ignore[operator]
    if format_out == "json":
        click.echo(json.dumps([report.to_json() for report in reports], indent=1, ensure_ascii=False))
    else:
        click.echo(evaluate.markdown(reports), nl=False)
