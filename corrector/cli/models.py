"""List the models that ship with the program, check that they are whole, and fetch others."""

from __future__ import annotations

import click

from corrector import models
from corrector.config import HUB, Settings
from corrector.errors import DataError


@click.group(short_help="List and verify the models that ship; fetch others.")
def command() -> None:
    """List the models that ship with the program, check that their files are whole, and fetch others."""


@command.command("list", short_help="List the models.")
def list_models() -> None:
    """List the models: name, revision, size, licence and task."""
    found = models.manifest()
    if not found:
        click.echo("no models are installed; rules and gazetteer work without them", err=True)
    for model in found:
        click.echo(f"{model.name}  {model.revision}  {model.size / 1e6:.1f} MB  {model.licence}  {model.task}")


@command.command(short_help="Check every model's files against the manifest.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def verify(*, names: tuple[str, ...]) -> None:
    """Check the files of the models NAME, or of all, against size and SHA-256 in the manifest."""
    known = {model.name: model for model in models.manifest()}
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"no model is named {unknown[0]!r}; there are: {', '.join(known) or 'none'}")
    chosen = [known[name] for name in names] if names else list(known.values())
    found = [problem for model in chosen for problem in models.problems(model)]
    for problem in found:
        click.echo(problem)
    if found:
        raise DataError(f"{len(found)} of the models' files are not as they should be; reinstall the package")
    click.echo(f"{len(chosen)} models are whole", err=True)


@command.command(short_help="Fetch a model for --rewriter hf:NAME.")
@click.argument("name", metavar="hf:NAME")
def pull(*, name: str) -> None:
    """Download a sequence-to-sequence model of the Hugging Face Hub into its local cache, for "--rewriter hf:NAME".

    The models that ship with the program need no download.
    """
    if not name.startswith(HUB):
        raise click.UsageError(
            f"{name!r}: write hf:NAME, as in hf:owner/model; the program's own models are there already."
        )
    Settings(rewriter=name)  # says what is wrong with the name
    from corrector.backends import hub

    click.echo(hub.pull(name.removeprefix(HUB)))
