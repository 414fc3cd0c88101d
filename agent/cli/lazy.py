"""Groups of commands that are imported only when they are called."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own names, below one package."""

    def __init__(self, *args: Any, package: str = __package__, summaries: Mapping[str, str], **settings: Any) -> None:
        """`summaries`: command -> what --help says of it."""
        super().__init__(*args, **settings)
        self._package = package
        self._summaries = dict(summaries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return sorted(self._summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self._summaries:
            return None
        module = cmd_name.replace("-", "_")
        command = getattr(importlib.import_module(f"{self._package}.{module}"), module)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without importing a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self._summaries.items()))
