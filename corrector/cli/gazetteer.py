"""Look names up, and check and compile the tables they come from."""

from __future__ import annotations

from pathlib import Path

import click

from corrector.errors import ConfigError

_FILES = click.Path(path_type=Path, dir_okay=False)


@click.group(short_help="Look up names; check and compile their tables.")
def command() -> None:
    """Look names up in the gazetteer, and check and compile the tables it is made from."""


@command.command(short_help="Say what is known of a name, and why.")
@click.argument("forms", nargs=-1, required=True, metavar="NAME...")
def lookup(*, forms: tuple[str, ...]) -> None:
    """Say whether a NAME is right, what it can mean, and which names are near it, each with its source and date."""
    from corrector.gazetteer import Gazetteer

    gazetteer = Gazetteer.load()
    for form in forms:
        click.echo("\n".join(gazetteer.explain(form)))


@command.command(short_help="Check tables of names.")
@click.argument("paths", nargs=-1, type=_FILES, metavar="[TSV]...")
def validate(*, paths: tuple[Path, ...]) -> None:
    """Check tables of names, by default those of the package; every problem is named by file and line."""
    from corrector.gazetteer import sources

    files = paths or sources.source_paths()
    sources.validate(files)
    click.echo(f"{len(files)} files are right", err=True)


@command.command(short_help="Compile tables of names.")
@click.argument("paths", nargs=-1, type=_FILES, metavar="[TSV]...")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where to; by default the package's own data.",
)
def build(*, paths: tuple[Path, ...], output: Path | None) -> None:
    """Compile tables of names, by default those of the package, into what the program reads."""
    from corrector.gazetteer.layer import COMPILED

    try:
        from corrector.gazetteer import build as compiler
    except ModuleNotFoundError as error:
        raise ConfigError(f"compiling needs {error.name}; install it with: pip install 'corrector[build]'") from None
    for path in compiler.build(output or COMPILED, paths):
        click.echo(path)
