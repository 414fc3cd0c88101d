"""The option `--keylog`, for all commands that read what is inside of flows."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from agent.keylog import KeyLog

keylog_option = click.option(
    "--keylog",
    "keylogs",
    multiple=True,
    metavar="F",
    type=click.Path(exists=True, dir_okay=False),
    help="Secrets of TLS connections (SSLKEYLOGFILE): what they open is read; may be repeated.",
)


def read_keylogs(paths: tuple[str, ...]) -> "KeyLog":
    """The secrets of all files; a file without any is told."""
    from agent.keylog import LARGEST, KeyLog

    keys = KeyLog()
    for path in paths:
        with open(path, "rb") as file:
            if not keys.add(file.read(LARGEST)):
                click.echo(f"{path}: no secret of a TLS connection is in it", err=True)
    return keys
