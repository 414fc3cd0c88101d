"""The command line: one module a noun, imported only when it is called."""

import importlib
from typing import Final

import click

from agent import __version__

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


class LazyGroup(click.Group):
    """A group whose commands live in `agent.cli.NAME` and are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"agent.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without importing a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kouan")
def main() -> None:
    """Kouan (口岸) audits which classified data leaves the Chinese mainland, to whom, and under which legal path."""
