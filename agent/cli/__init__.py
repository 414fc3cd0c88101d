"""The command line: one module a noun, imported only when it is called."""

import contextlib
import io
import os
import sys
from typing import Any, Final

import click

from agent import __version__
from agent.cli.lazy import LazyGroup
from agent.cli.processor import prepare_numpy

COMMANDS: Final = {
    "audit": "audit captures: what left the mainland, to whom, and was it allowed",
    "counts": "how many people's data left in a year, against the thresholds of the law",
    "demo": "make a capture, audit it, and say where report and database are",
    "detectors": "list the kinds of data Kouan recognises",
    "explain": "why an incident is one, and what would make it pass",
    "flows": "print the flows of captures",
    "geo": "where an address is, and why",
    "incidents": "list, show and review incidents",
    "parts": "print every readable part of every flow",
    "policy": "look after policy files",
    "report": "write a report of the record",
}


CUT_SHORT: Final = 3
"""Exit status where something could not be read to its end or written."""


class Kouan(LazyGroup):
    """All commands; what goes wrong outside of them is told here."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name in COMMANDS:
            prepare_numpy()
        return super().get_command(ctx, cmd_name)

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


def _give_up(ctx: click.Context, message: str) -> None:
    # What is still buffered would fail again when the interpreter ends.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo(message, err=True)
    ctx.exit(CUT_SHORT)


@click.group(cls=Kouan, summaries=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kouan")
def main() -> None:
    """Kouan (口岸) audits which classified data leaves the Chinese mainland, to whom, and under which legal path."""
