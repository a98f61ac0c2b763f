"""List the parts there are."""

from __future__ import annotations

import click

from corrector import plugins

_PACKAGES = {
    "detectors": "corrector.detect",
    "proposers": "corrector.propose",
    "formats": "corrector.formats",
    "renderers": "corrector.render",
}


@click.command(short_help="List detectors, proposers, formats and renderers.")
@click.argument("what", type=click.Choice(list(_PACKAGES)), required=False)
def command(*, what: str | None) -> None:
    """List detectors, proposers, formats and renderers, or one of these groups."""
    for group in [what] if what else _PACKAGES:
        parts = plugins.describe(_PACKAGES[group])
        width = max((len(part.name) for part in parts), default=0)
        click.echo(f"{group}:")
        for part in parts:
            click.echo(f"  {part.name:<{width}}  {part.summary}")
