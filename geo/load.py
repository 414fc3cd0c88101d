"""Loading an atlas: the embedded database, the operator's files, the policy's overrides."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from geo.anycast import AnycastList, read_anycast
from geo.border import Border
from geo.geofeed import read_geofeed
from geo.knowledge import Knowledge
from geo.locate import Atlas
from geo.maxmind import Database, DatabaseMissing, is_database, read_database
from geo.overrides import Override, Overrides, in_force

__all__ = ["DatabaseMissing", "open_atlas"]

DATA: Final = Path(__file__).parent / "data"
PROBLEM_LIMIT: Final = 20
"""Problems of one geofeed that a message lists."""


def open_atlas(
    paths: Sequence[Path] = (),
    *,
    overrides: Sequence[Override] = (),
    border: Border | None = None,
    day: date | None = None,
) -> Atlas:
    """The atlas of some files: databases (.mmdb) and geofeeds (RFC 8805), told apart by their content.

    A later database is asked before an earlier one; the embedded database is used where no other has
    countries. Of equal prefixes a later file's counts, and one of `overrides` (the policy's) before all
    files. With `day`, overrides that have run out by then do not count.

    Raises:
        DatabaseMissing: a file is missing, damaged or contradicts itself; every problem is named.
    """
    databases, entries = _read_all(paths)
    if not any(database.has_countries for database in databases):
        databases.insert(0, _embedded())
    known = (*entries, *overrides)
    table = Overrides(in_force(known, day) if day else known)
    return Atlas(Knowledge(tuple(databases), table, border or Border(), _anycast()))


def _read_all(paths: Sequence[Path]) -> tuple[list[Database], list[Override]]:
    """The databases and the geofeed entries of all files."""
    databases: list[Database] = []
    entries: list[Override] = []
    problems: list[str] = []
    for path in paths:
        try:
            content = _content(path)
            if is_database(content):
                databases.append(read_database(content, str(path)))
            else:
                entries += _geofeed(content, path)
        except DatabaseMissing as problem:
            problems.append(str(problem))
    if problems:
        raise DatabaseMissing("\n".join(problems))
    return databases, entries


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DatabaseMissing(f"{path}  cannot be read: {error.strerror}") from None


def _geofeed(content: bytes, path: Path) -> list[Override]:
    """The entries of a geofeed file."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise DatabaseMissing(f"{path}  is neither a MaxMind DB file nor a geofeed (RFC 8805) in UTF-8") from None
    entries, problems = read_geofeed(text, str(path))
    if not entries and not problems:
        problems = [f"{path}  is empty: expected a MaxMind DB file or a geofeed (RFC 8805)"]
    if problems:
        more = len(problems) - PROBLEM_LIMIT
        tail = [f"{path}  and {more} problems more"] if more > 0 else []
        raise DatabaseMissing("\n".join(problems[:PROBLEM_LIMIT] + tail))
    return entries


@cache
def _embedded() -> Database:
    return read_database(_content(DATA / "kouan-country.mmdb"), "")


@cache
def _anycast() -> AnycastList:
    return read_anycast(_content(DATA / "anycast.csv").decode().splitlines())
