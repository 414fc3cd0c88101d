"""Token streams: what a server answers with, and what a client loads in bulk (MS-TDS 2.2.7)."""

from collections.abc import Callable
from typing import Final

from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.lines import joined
from agent.protocols.sql.table import Column, Table
from agent.protocols.sql.tds.types import IncompleteError, Kind, UnknownError, number, piece, read_type, text
from agent.protocols.sql.tds.values import same, wide

COLUMNS, ROW, ROW_WITH_NULLS = 0x81, 0xD1, 0xD2
_ERROR, _INFO, _LOGGED_IN, _VALUE, _FEATURES = 0xAA, 0xAB, 0xAD, 0xAC, 0xAE
_MOST_COLUMNS: Final = 4096
_NONE: Final = 0xFFFF
_BEHIND_LENGTH: Final = frozenset((0xA4, 0xA5, 0xA9, _ERROR, _INFO, _LOGGED_IN, 0xE3, 0xED))
_BEHIND_LONG_LENGTH: Final = frozenset((0xE4, 0xEE))
_DONE: Final = frozenset((0xFD, 0xFE, 0xFF))
_STATUS: Final = 0x79
TOKENS: Final = frozenset((COLUMNS, ROW, ROW_WITH_NULLS, _VALUE, _FEATURES, _STATUS)) | _BEHIND_LENGTH | _DONE
_MODERN: Final = 0x72  # TDS 7.2: rows are counted and users' types told in more bytes


class Tokens:
    """The tokens of one message after another, as payload of packets. What cannot be told is given raw."""

    def __init__(self, half: Half, path: str) -> None:
        self._half = half
        self._table = Table(half, path)
        self._notices = Table(half, "tds.notices")
        self._kinds: list[Kind] = []
        self._modern = True
        self._lost = False  # until the message ends

    def take(self, data: bytes, at: int) -> int:
        """Read a token, or as many rows as there are."""
        if self._lost:
            self._half.raw(data[at:])
            return len(data)
        try:
            if data[at] in (ROW, ROW_WITH_NULLS):
                return self._rows(data, at)
            end = self._token(data, at)
        except IncompleteError:
            if len(data) - at <= LONG_BYTES:
                return at
            self._lost = True
        except UnknownError:
            self._lost = True
        if self._lost:
            return self.take(data, at)
        self._half.end_raw()
        return end

    def next_message(self) -> None:
        """A message begins."""
        self._half.end_raw()
        self._table.end()
        self._lost = False

    def lost(self, _: int) -> None:
        """The rest of the message cannot be told."""
        self._lost = True

    def close(self, damage: str) -> None:
        """End what is open."""
        self._table.end(damage)
        self._notices.end()

    def _token(self, data: bytes, at: int) -> int:
        code = data[at]
        if code in _DONE:
            end = at + (13 if self._modern else 9)
            piece(data, at, end - at)
            self._table.end()
            return end
        if code == _STATUS:
            return at + len(piece(data, at, 5))
        if code in _BEHIND_LENGTH:
            end = at + 3 + number(data, at + 1, 2)
            _check(end - at)
            self._told(code, piece(data, at + 3, end - at - 3))
            return end
        if code in _BEHIND_LONG_LENGTH:
            size = 5 + number(data, at + 1, 4)
            return at + len(piece(data, at, size)) if size <= LONG_BYTES else self._unknown()
        if code == _FEATURES:
            end = at + 1
            while number(data, end, 1) != 0xFF:
                end += 5 + number(data, end + 1, 4)
                _check(end - at)
            return end + 1
        return _LARGE.get(code, Tokens._unknown)(self, data, at)

    def _unknown(self, *_: object) -> int:
        raise UnknownError

    def _told(self, code: int, body: bytes) -> None:
        """An error, a notice, or that the login was accepted."""
        if code == _LOGGED_IN and len(body) >= 2:
            self._modern = body[1] >= _MODERN
        if code in (_ERROR, _INFO):
            size = 2 * int.from_bytes(body[6:8], "little")
            self._notices.text(b"\n" + wide(body[8 : 8 + size]).replace(b"\n", b" "))

    def _columns(self, data: bytes, at: int) -> int:
        count = number(data, at + 1, 2)
        if count == _NONE:
            self._kinds = []
            return at + 3
        if not 0 < count < _MOST_COLUMNS:
            raise UnknownError
        columns, kinds = [], []
        begin, at = at, at + 3
        for _ in range(count):
            at += 6 if self._modern else 4
            kind, at = read_type(data, at)
            if kind.is_blob:
                at = self._table_name(data, at)
            name, at = text(data, at, 1)
            columns.append(Column(name, same, binary=True, holds_files=True) if kind.is_binary else Column(name))
            kinds.append(kind)
        _check(at - begin)
        self._kinds = kinds
        self._table.open(columns)
        return at

    def _table_name(self, data: bytes, at: int) -> int:
        """The table of a large value, in several parts since TDS 7.2."""
        if not self._modern:
            return text(data, at, 2)[1]
        parts = number(data, at, 1)
        at += 1
        for _ in range(parts):
            at = text(data, at, 2)[1]
        return at

    def _value(self, data: bytes, at: int) -> int:
        """The value of an output parameter."""
        begin = at
        name, at = text(data, at + 3, 1)
        kind, at = read_type(data, at + 1 + (6 if self._modern else 4))
        value, at = (kind.read_parameter or kind.read)(data, at)
        _check(at - begin)
        self._notices.text(b"\n" + name + b": " + value.translate(None, b"\n"))
        return at

    def _rows(self, data: bytes, at: int) -> int:
        """All rows that are complete; where none is, more bytes are needed, or too many."""
        rows: list[list[bytes]] = []
        try:
            while at < len(data) and data[at] in (ROW, ROW_WITH_NULLS):
                row, following = self._row(data, at)
                _check(following - at)
                rows.append(row)
                at = following
        except (IncompleteError, UnknownError) as problem:
            if not rows:
                raise problem
        self._half.end_raw()
        if any(column.holds_files for column in self._table.columns):
            for row in rows:
                self._table.row(row)
        else:
            self._table.text(joined([*zip(*rows, strict=True)]))
        return at

    def _row(self, data: bytes, at: int) -> tuple[list[bytes], int]:
        row = []
        nulls = 0
        if not self._kinds:
            raise UnknownError
        at += 1
        if data[at - 1] == ROW_WITH_NULLS:
            size = (len(self._kinds) + 7) // 8
            nulls = number(data, at, size)
            at += size
        for kind in self._kinds:
            value = b""
            if not nulls & 1:
                value, at = kind.read(data, at)
            nulls >>= 1
            row.append(value)
        return row, at


def _check(size: int) -> None:
    """What is too long to be held is never read, however it arrives."""
    if size > LONG_BYTES:
        raise UnknownError


_LARGE: Final[dict[int, Callable[[Tokens, bytes, int], int]]] = {
    COLUMNS: Tokens._columns,
    _VALUE: Tokens._value,
}
