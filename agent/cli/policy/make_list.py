"""`kouan policy make-list`: the firm's own values as keyed hashes, for `match.exact`."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import click

UNUSABLE = 2
MOST_BYTES = 2_000_000_000


@click.command(epilog="Example: kouan policy make-list customers.csv --column customer_no --out customers.kouan-list")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME",
    help="A column of a CSV file; with several, two values of one row must stand near each other.",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="F", help="The list.")
@click.option(
    "--db", "database", default="kouan.db", show_default=True, metavar="F", help="The record whose key it is."
)
def make_list(source: Path, columns: tuple[str, ...], out: Path, database: str) -> None:
    """Make a list of the values in FILE: one a line, or columns of a CSV file with a header.

    The list holds keyed hashes only. It works with the key of the record (KOUAN_KEY_FILE, else DB.key).
    """
    from policies.lists.exact import make_exact
    from policies.lists.files import write_exact
    from policies.lists.own import hash_key
    from reports.key import digest_key
    from reports.recorder.connection import database_path
    from reports.unavailable import StoreUnavailable

    try:
        key = digest_key(database_path(database))
    except StoreUnavailable as error:
        _refuse(str(error))
    rows = list(_rows(_text(source), columns))
    made, left_out = make_exact(rows, max(len(columns), 1), hash_key(key.secret), key.id)
    for why, count in sorted(left_out.items()):
        click.echo(f"{count:,} left out: {why}", err=True)
    if not len(made.hashes):
        _refuse(f"{source}: no value can be listed; nothing was written")
    out.write_bytes(write_exact(made))
    click.echo(f"{out}: {len(made.hashes):,} values under key {key.id}")


def _text(source: Path) -> str:
    if source.stat().st_size > MOST_BYTES:
        _refuse(f"{source}: larger than {MOST_BYTES:,} bytes")
    data = source.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        _refuse(f"{source}: neither UTF-8 nor GB18030; save it as UTF-8")


def _rows(text: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """The values of each row, in the order of the columns."""
    if not columns:
        yield from ([line.strip()] for line in text.splitlines() if line.strip())
        return
    reader = csv.DictReader(io.StringIO(text))
    known = reader.fieldnames or []
    for name in columns:
        if name not in known:
            _refuse(f'there is no column "{name}"; the first line names: {", ".join(known)[:400]}')
    yield from ([row[name] or "" for name in columns] for row in reader)


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise SystemExit(UNUSABLE)
