"""Captures one after another, a line for each thing found; one that cannot be read never stops the others."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

import click

from agent.capture.source import Capture, CaptureUnreadable, find_captures, open_capture
from agent.cli.table import printable

UNREADABLE = 3

Line = dict[str, Any]


def print_lines(
    sources: Sequence[str], lines: Callable[[Capture], Iterable[Line]], row: Callable[[Line], str] | None
) -> NoReturn:
    """Print what `lines` says of every capture, as JSON or, with `row`, for people; ends with the exit status."""
    status = 0
    for path in find_captures(sources):
        try:
            with open_capture(path) as capture:
                for line in lines(capture):
                    click.echo(printable(row(line)) if row else json.dumps(line, ensure_ascii=False))
                for damage in capture.damage:
                    status = UNREADABLE
                    click.echo(f"{path}: damaged at byte {damage.offset}: {damage.reason}", err=True)
        except CaptureUnreadable as error:
            status = UNREADABLE
            click.echo(f"cannot read {error}", err=True)
    sys.exit(status)
