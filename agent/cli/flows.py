"""`kouan flows`: the flows of captures."""

import secrets
import sys
from functools import partial
from pathlib import Path

import click


@click.command(epilog="Example: kouan flows trace.pcap --json --digest")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--digest", is_flag=True, help="Size and SHA-256 of each TCP direction's in-order payload.")
@click.option("--geo", "databases", multiple=True, metavar="F", help="An .mmdb file or RFC 8805 CSV; may be repeated.")
def flows(sources: tuple[str, ...], as_json: bool, digest: bool, databases: tuple[str, ...]) -> None:
    """Print the flows of captures. SOURCE is a file, a folder, a glob, or - for standard input."""
    from agent.cli.listing import UNREADABLE, print_lines
    from agent.flowlist import flow_lines, table_line
    from geo.load import open_atlas
    from geo.maxmind import DatabaseMissing

    try:
        atlas = open_atlas([Path(path) for path in databases])
    except DatabaseMissing as error:
        click.echo(str(error), err=True)
        sys.exit(UNREADABLE)
    lines = partial(flow_lines, atlas=atlas, digest=digest, seed=secrets.randbits(62))
    print_lines(sources, lines, None if as_json else table_line)
