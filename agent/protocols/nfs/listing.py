"""Directories that are listed: entries that are read as far as they have come (RFC 1813 3.3.16, RFC 7530 16.24)."""

from collections.abc import Callable

from agent.protocols.nfs.xdr import Cursor

Entry = Callable[[Cursor], str]
"""Reads one entry; gives its name."""


def names(cursor: Cursor, entry: Entry) -> tuple[list[str], bool]:
    """The names of the entries that are there, and whether the list is over; the cursor is behind them."""
    found: list[str] = []
    while True:
        start = cursor.at
        more = cursor.u32()
        name = ""
        if more:
            name = entry(cursor)
        else:
            cursor.u32()  # end of the directory
        if cursor.is_short:
            cursor.at = start
            return found, False
        if not more:
            return found, True
        found.append(name)


def plain(cursor: Cursor) -> str:
    """An entry of READDIR."""
    cursor.take(8)
    name = cursor.text()
    cursor.take(8)
    return name


def plus(cursor: Cursor) -> str:
    """An entry of READDIRPLUS: with attributes and a handle."""
    name = plain(cursor)
    attributes(cursor)
    if cursor.u32():
        cursor.opaque()
    return name


def version4(cursor: Cursor) -> str:
    """An entry of version 4: with attributes."""
    cursor.take(8)
    return cursor.walk("nbo")


def attributes(cursor: Cursor) -> None:
    """Attributes that may be there (post_op_attr, RFC 1813 2.6)."""
    if cursor.u32():
        cursor.take(84)
