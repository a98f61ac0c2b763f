"""Make training data and train the models; a subcommand ``NAME`` stands in ``_train_NAME.py``."""

from __future__ import annotations

import importlib
import pkgutil
from typing import cast

import click

import corrector.cli

_PREFIX = "_train_"


class _Subcommands(click.Group):
    """Finds subcommands by file name and imports each only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        del ctx
        found = (module.name for module in pkgutil.iter_modules(corrector.cli.__path__))
        return sorted(name.removeprefix(_PREFIX) for name in found if name.startswith(_PREFIX))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one subcommand."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"corrector.cli.{_PREFIX}{cmd_name}")
        return cast("click.Command", getattr(module, cmd_name))


@click.group(cls=_Subcommands, short_help="Make training data, train detector and rewriter.")
def command() -> None:
    """Make training data and train the models. What trains weights that ship is CC0, public domain or CC BY."""
