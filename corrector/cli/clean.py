"""Clean a corpus of JSON Lines records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corrector.cli import _options as options

if TYPE_CHECKING:
    from corrector.config import Settings


@click.command(short_help="Clean a corpus of JSON Lines records.")
@click.argument("path", metavar="INPUT|-")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Where the records go.",
)
@click.option(
    "--text-field", default="text", show_default=True, metavar="NAME", help="Field of a record that holds the text."
)
@options.settings_options
def command(*, settings: Settings, path: str, output: Path, text_field: str) -> None:
    """Correct the text of each record of a JSON Lines file, and add what was found and changed as its field "corrector".

    Records go out in the order they came in. A record that cannot be read stops the run, and nothing is written.
    """
    from corrector import clean, files
    from corrector.formats import jsonl
    from corrector.render import dumps

    source = files.read(path)
    text = files.decode(source.data, origin=source.name).text
    records = (
        jsonl.parse(line, number, field=text_field, origin=source.name).value for number, line in jsonl.lines(text)
    )
    cleaned = [dumps(record) + "\n" for record in clean(records, settings, text_field=text_field)]
    files.write(output, "".join(cleaned).encode())
