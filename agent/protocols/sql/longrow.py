"""A row too long to be held: its short values become a line, each long one a part of its own."""

from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.sql.lines import line
from agent.protocols.sql.table import Table
from policies.part import Buffer

SHORT_BYTES: Final = 1024
"""Longest value that stands in the line of its row."""

_PREFIX_BYTES: Final = 16  # no prefix is longer
_REST: Final = 1 << 62

LINE_BYTES: Final = 32 << 10
"""The line is given when it is as long as this, though the row goes on."""

Prefix = Callable[[bytes, int, int], tuple[int, int] | None]
"""(data, place, number of the column) -> (bytes of the prefix, bytes of the value), -1 of these for NULL; None while
there are too few bytes to say."""


class LongRow:
    """The values of one row, one behind another, each behind its length."""

    __slots__ = ("_held", "_left", "_line", "_most", "_number", "_prefix", "_size", "_table", "_value")

    def __init__(self, table: Table, prefix: Prefix, most: int = 1 << 20) -> None:
        """`most` values are read; bytes behind them are no value."""
        self._table = table
        self._prefix = prefix
        self._most = most
        self._held = b""
        self._line: list[bytes] = []
        self._size = 0  # bytes in the line
        self._number = 0  # of the column
        self._value: Inlet | None = None
        self._left = 0  # bytes of the long value to come

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the row."""
        data = b"".join((self._held, *pieces))
        at = 0
        while at < len(data):
            before = at, self._number
            at = self._pass(data, at) if self._left else self._take(data, at)
            if (at, self._number) == before:  # a NULL may take no bytes
                break
        self._held = data[at:]

    def gap(self, size: int) -> None:
        """A value goes on behind lost bytes by its length; where none is open, the rest of the row cannot be told."""
        if self._value is not None and size < self._left:
            self._left -= size
            self._value.gap(size)
            return
        self._end_value("gap")
        self._begin_rest()

    def end(self, damage: str = "") -> None:
        """The row is over."""
        if self._held:
            self._add(self._held)
        self._held = b""
        self._end_value(damage or ("ended early" if 0 < self._left < _REST // 2 else ""))
        self._give()

    def _begin_rest(self) -> None:
        """What follows cannot be told apart."""
        self._number += 1
        self._left, self._value = _REST, self._table.begin_value(None)

    def _take(self, data: bytes, at: int) -> int:
        if self._number >= self._most:
            return len(data)
        head = self._prefix(data, at, self._number)
        if head is None:
            if len(data) - at >= _PREFIX_BYTES:
                self._begin_rest()
            return at
        size, length = head
        if length <= SHORT_BYTES:
            end = at + size + max(length, 0)
            if end > len(data):
                return at
            self._add(data[at + size : end])
            return end
        self._add(b"")
        columns = self._table.columns
        self._value = self._table.begin_value(columns[self._number - 1] if self._number <= len(columns) else None)
        self._left = length
        return at + size

    def _pass(self, data: bytes, at: int) -> int:
        end = min(len(data), at + self._left)
        if self._value is not None:
            self._value.write((data[at:end],))
        self._left -= end - at
        if not self._left:
            self._end_value("")
        return end

    def _add(self, value: bytes) -> None:
        columns = self._table.columns
        if value and self._number < len(columns):
            column = columns[self._number]
            column.decide(value)
            if column.decode is not None and column.binary:
                value = column.decode(value)
        self._number += 1
        self._line.append(value)
        self._size += len(value) + 1
        if self._size > LINE_BYTES:
            self._give()

    def _give(self) -> None:
        if self._line:
            self._table.text(b"\n" + line(self._line))
        self._line, self._size = [], 0

    def _end_value(self, damage: str) -> None:
        if self._value is not None:
            self._value.end(damage)
        self._value, self._left = None, 0
