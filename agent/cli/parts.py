"""`kouan parts`: every readable part of every flow."""

import secrets
from functools import partial
from typing import TYPE_CHECKING

import click

from agent.cli.secrets import keylog_option, read_keylogs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.capture.source import Capture
    from agent.cli.listing import Line
    from agent.keylog import KeyLog


@click.command(epilog="Example: kouan parts trace.pcap --json")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@keylog_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def parts(sources: tuple[str, ...], keylogs: tuple[str, ...], *, as_json: bool) -> None:
    """List what can be read in captures, wherever the border is. SOURCE is a file, a folder, a glob, or -."""
    from agent.cli.listing import print_lines

    print_lines(sources, partial(_masked_lines, read_keylogs(keylogs)), None if as_json else _row)


def _masked_lines(keys: "KeyLog", capture: "Capture") -> "Iterator[Line]":
    """The parts of a capture; long numbers in their names are masked."""
    from agent.partlist import PartList
    from reports.masking import mask_numbers

    for line in PartList(capture.path, secrets.randbits(62), keys).lines(capture):
        yield {**line, "name": mask_numbers(line["name"])}


def _row(line: "Line") -> str:
    """One part for people: whose, what, how much."""
    ends = f"{line['client']}:{line['client_port']} > {line['server']}:{line['server_port']}"
    named = " ".join(str(line[key]) for key in ("path", "type", "name", "damage") if line[key])
    return f"{ends:<48} {line['direction']:<8} {line['size']:>10}  {named}"
