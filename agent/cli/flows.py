"""`kouan flows`: the flows of captures."""

import json
import secrets
import sys
from pathlib import Path

import click


@click.command(epilog="Example: kouan flows trace.pcap --json --digest")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--digest", is_flag=True, help="Size and SHA-256 of each TCP direction's in-order payload.")
@click.option("--geo", "databases", multiple=True, metavar="F", help="An .mmdb file or RFC 8805 CSV; may be repeated.")
def flows(sources: tuple[str, ...], as_json: bool, digest: bool, databases: tuple[str, ...]) -> None:
    """Print the flows of captures. SOURCE is a file, a folder, a glob, or - for standard input."""
    from agent.capture.source import CaptureUnreadable, find_captures, open_capture
    from agent.flowlist import flow_lines, table_line
    from geo.load import open_atlas
    from geo.maxmind import DatabaseMissing

    try:
        atlas = open_atlas([Path(path) for path in databases])
    except DatabaseMissing as error:
        click.echo(str(error), err=True)
        sys.exit(3)
    trouble = False
    for path in find_captures(sources):
        try:
            with open_capture(path) as capture:
                for line in flow_lines(capture, atlas, digest=digest, seed=secrets.randbits(62)):
                    click.echo(json.dumps(line, ensure_ascii=False) if as_json else table_line(line))
                for damage in capture.damage:
                    trouble = True
                    click.echo(f"{path}: damaged at byte {damage.offset}: {damage.reason}", err=True)
        except CaptureUnreadable as error:
            trouble = True
            click.echo(f"cannot read {error}", err=True)
    sys.exit(3 if trouble else 0)
