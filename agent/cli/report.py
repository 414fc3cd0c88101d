"""`kouan report`: the record as a page, a register or JSON."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

if TYPE_CHECKING:
    from reports.page import Language
    from reports.snapshot import Snapshot

UNREADABLE: Final = 3
"""Exit status: the record could not be read, or the report not be written."""

PAGE: Final = "kouan-report.html"


@click.command()
@click.option("--db", "database", default="kouan.db", show_default=True, metavar="F|URL", help="The record.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "json", "csv"]),
    default="html",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help=f"Where to; - is standard output.  [default: {PAGE}; json, csv: -]"
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["both", "zh", "en"]),
    default="both",
    show_default=True,
    help="The language the page opens with; it can be switched there.",
)
def report(database: str, form: str, out: Path | None, language: "Language") -> None:
    """Write a report of the record.

    html is one file that loads nothing from outside, csv the register of incidents, json everything the page shows.

    \b
    Example:
      kouan report --db kouan.db --out audit.html
      kouan report --format csv --out register.csv
    """
    from reports.snapshot import MOST_CASES, MOST_EXPORTED, take_snapshot
    from reports.store import Store
    from reports.unavailable import StoreUnavailable

    try:
        with Store.read(database) as store:
            most = MOST_CASES if form == "html" else MOST_EXPORTED
            snapshot = take_snapshot(store, time.time_ns(), cases=most)
    except StoreUnavailable as error:
        _end(str(error))
    left_out = sum(snapshot.incident_counts.values()) - len(snapshot.cases)
    if left_out:
        click.echo(f"{left_out} incidents are left out, the least severe and oldest", err=True)
    _write(_renderer(form, language)(snapshot), out or Path(PAGE if form == "html" else "-"))


def _renderer(form: str, language: "Language") -> "Callable[[Snapshot], str]":
    if form == "json":
        from reports.export import export_json

        return export_json
    if form == "csv":
        from reports.register import export_csv

        return export_csv
    from reports.page import render_page

    return partial(render_page, language=language)


def _write(text: str, out: Path) -> None:
    """A path of a capture may hold bytes that are no text: they are spelled out."""
    content = text.encode("utf-8", "backslashreplace")
    if str(out) == "-":
        sys.stdout.buffer.write(content)
        return
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        _end(f"{out}: cannot be written: {error.strerror}")
    click.echo(f"report: {out}", err=True)


def _end(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(UNREADABLE)
