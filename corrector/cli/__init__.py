"""The command line: one file a command, imported only when its command is called; no logic of its own.

A command's module defines ``command``; its file name is the command's name.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, cast

import click

from corrector import __version__, plugins
from corrector.errors import ConfigError, CorrectorError
from corrector.report import ExitCode

DEBUG = "CORRECTOR_DEBUG"  # environment variable: show tracebacks
# What shells report for a process that a signal ended.
_INTERRUPTED, _BROKEN_PIPE = 130, 141


class LazyGroup(click.Group):
    """Finds commands by file name, and turns every error into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [*plugins.names(__name__)]  # in this package, ``list`` is a command

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in plugins.names(__name__):
            return None
        return cast("click.Command", importlib.import_module(f"{__name__}.{cmd_name}").command)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; no traceback reaches the user unless it is asked for."""
        try:
            value = super().invoke(ctx)
            sys.stdout.flush()
        except ConfigError as error:
            _fail(ctx, str(error), ExitCode.USAGE)
        except CorrectorError as error:
            _fail(ctx, str(error), ExitCode.FAILED)
        except KeyboardInterrupt:
            _fail(ctx, "interrupted", _INTERRUPTED)
        except BrokenPipeError:
            _silence_stdout()
            ctx.exit(_BROKEN_PIPE)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            _silence_stdout()
            _fail(ctx, f"standard output: {error.strerror or error}", ExitCode.FAILED)
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            name = type(error).__name__
            _fail(ctx, f"internal error ({name}: {error}); set {DEBUG}=1 to see where", ExitCode.FAILED)
        return value


def _fail(ctx: click.Context, message: str, code: int) -> None:
    click.echo(f"error: {message}", err=True)
    ctx.exit(code)


def _silence_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail once more when it ends."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="corrector", message="%(prog)s %(version)s")
def main() -> None:
    """Find and repair machine-translation garble in English text.

    Exit codes: 0 done, 1 check found something, 2 wrong usage or settings, 3 some input failed.
    """
