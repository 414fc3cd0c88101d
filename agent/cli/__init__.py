"""The command line: one module a noun, imported only when it is called."""

import contextlib
import importlib
import io
import os
import sys
from typing import Any, Final

import click

from agent import __version__
from agent.cli.processor import prepare_numpy

COMMANDS: Final = {
    "audit": "audit captures: what left the mainland, to whom, and was it allowed",
    "demo": "make a capture, audit it, and say where report and database are",
    "detectors": "list the kinds of data Kouan recognises",
    "flows": "print the flows of captures",
    "geo": "where an address is, and why",
    "incidents": "list, show and review incidents",
    "parts": "print every readable part of every flow",
    "policy": "check a policy file",
    "report": "write a report of the record",
}


CUT_SHORT: Final = 3
"""Exit status where something could not be read to its end or written."""


class LazyGroup(click.Group):
    """A group whose commands live in `agent.cli.NAME` and are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        prepare_numpy()
        command = getattr(importlib.import_module(f"agent.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. What cannot be written, and an interruption, is said and is no verdict."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A path need not be UTF-8; inside JSON the replacement is an escape.
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except click.FileError as error:
            _give_up(ctx, error.format_message())
        except OSError as error:
            _give_up(ctx, f"cannot go on: {(error.strerror or str(error)).lower()}")
        except KeyboardInterrupt:
            _give_up(ctx, "interrupted")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without importing a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def _give_up(ctx: click.Context, message: str) -> None:
    # What is still buffered would fail again when the interpreter ends.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo(message, err=True)
    ctx.exit(CUT_SHORT)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kouan")
def main() -> None:
    """Kouan (口岸) audits which classified data leaves the Chinese mainland, to whom, and under which legal path."""
