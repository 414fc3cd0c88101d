"""`kouan parts`: every readable part of every flow."""

import json
import secrets
import sys

import click


@click.command(epilog="Example: kouan parts trace.pcap --json")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def parts(sources: tuple[str, ...], *, as_json: bool) -> None:
    """List what can be read in captures, wherever the border is. SOURCE is a file, a folder, a glob, or -."""
    from agent.capture.source import CaptureUnreadable, find_captures, open_capture
    from agent.partlist import PartList
    from reports.masking import mask_numbers

    trouble = False
    for path in find_captures(sources):
        try:
            with open_capture(path) as capture:
                for line in PartList(path, secrets.randbits(62)).lines(capture):
                    line["name"] = mask_numbers(line["name"])
                    click.echo(json.dumps(line, ensure_ascii=False) if as_json else _row(line))
                for damage in capture.damage:
                    trouble = True
                    click.echo(f"{path}: damaged at byte {damage.offset}: {damage.reason}", err=True)
        except CaptureUnreadable as error:
            trouble = True
            click.echo(f"cannot read {error}", err=True)
    sys.exit(3 if trouble else 0)


def _row(line: dict[str, object]) -> str:
    """One part for people: whose, what, how much."""
    ends = f"{line['client']}:{line['client_port']} > {line['server']}:{line['server_port']}"
    named = " ".join(str(line[key]) for key in ("path", "type", "name", "damage") if line[key])
    return f"{ends:<48} {line['direction']:<8} {line['size']:>10}  {named}"
