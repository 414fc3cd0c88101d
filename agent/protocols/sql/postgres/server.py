"""What a PostgreSQL server sends: rows, COPY data, errors and notices (55.7)."""

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.lines import FEW
from agent.protocols.sql.longrow import LongRow
from agent.protocols.sql.postgres import rows
from agent.protocols.sql.postgres.copying import Copying
from agent.protocols.sql.postgres.messages import HEADER_BYTES, SERVER, header, payload, run, search
from agent.protocols.sql.postgres.values import column, guessed
from agent.protocols.sql.table import Column, Table
from policies.expression import expression

_TLS_HANDSHAKE: Final = 0x16
_ANSWERS: Final = b"NS"  # to a request for encryption: no, TLS
_BEHIND_NO: Final = b"NSREv"
_FIELD: Final = expression(rb"([^\0]*)\0(.{4})(.{2})(.{4})(.{2})(.{4})(.{2})", re.S)
_TOLD: Final = frozenset(b"MDHWq")
"""Fields of errors and notices that hold text of the database: message, detail, hint, where, query."""
_CHARSETS: Final = {
    b"GBK": "gbk",
    b"GB18030": "gb18030",
    b"EUC_CN": "gb2312",
    b"BIG5": "big5",
}
_MOST_KNOWN: Final = 64


class Server:
    """The server's messages."""

    def __init__(self, half: Half) -> None:
        self._half = half
        self._table = Table(half, "postgres.rows")
        self._copying = Copying(half)
        self._notices = Table(half, "postgres.notices")
        self._begun = False  # the server may still answer a request for encryption
        self._synchronous = True  # a message begins where `take` is called
        self._known: dict[int, list[tuple[bytes, int]]] = {}  # names and types by their number: rows of executions

    def take(self, data: bytes, at: int) -> int:
        """Read a message, or as many rows as there are."""
        if not self._synchronous:
            return self._seek(data, at)
        if not self._begun and data[at] in _ANSWERS and data[at + 1 : at + 2] != b"\0":
            return self._answer(data, at)
        size = header(data, at, SERVER)
        if size is True:
            return at
        if size is False:
            self._synchronous = False
            return self._seek(data, at)
        self._half.at(at)
        if size > LONG_BYTES:
            return self._begin_long(data, at, size)
        if at + size > len(data):
            return at
        self._begun = True
        if data[at] in _BULK:
            edges = run(data, at, LONG_BYTES)
            _BULK[data[at]](self, data, edges)
            return int(edges[-1])
        self._half.end_raw()
        _HANDLERS.get(data[at], Server._ignore)(self, data[at + HEADER_BYTES : at + size])
        return at + size

    def lost(self, size: int) -> None:
        """Rows go on behind a gap."""
        self._synchronous = False
        self._table.gap(size)
        self._copying.gap(size)

    def close(self, damage: str) -> None:
        """End what is open."""
        self._table.end(damage)
        self._copying.end()
        self._notices.end()

    def _seek(self, data: bytes, at: int) -> int:
        found, keep = search(data, at, SERVER)
        self._half.at(at)
        self._half.raw(data[at : max(found, keep)])
        if found < 0:
            return keep
        self._synchronous = True
        return found if found > at else self.take(data, found)

    def _answer(self, data: bytes, at: int) -> int:
        """One byte answers a request for encryption; a message has a zero behind its letter."""
        if len(data) - at < 2:
            return at
        if data[at] == ord("N") and data[at + 1] in _BEHIND_NO:
            return at + 1
        if data[at] == ord("S") and data[at + 1] == _TLS_HANDSHAKE:
            self._half.leave("postgres.tls")
            return at + 1
        self._begun, self._synchronous = True, False
        return self._seek(data, at)

    def _begin_long(self, data: bytes, at: int, size: int) -> int:
        """A message too long to be held."""
        kind = data[at]
        if kind == ord("D"):
            if len(data) - at < rows.FIRST_AT:
                return at
            count = int.from_bytes(data[at + rows.COUNT_AT : at + rows.FIRST_AT], "big")
            self._half.end_raw()
            self._columns(count)
            self._half.stream(LongRow(self._table, rows.value), size - rows.FIRST_AT)
            return at + rows.FIRST_AT
        self._half.end_raw()
        path = "postgres.copy" if kind == ord("d") else "postgres.message"
        inlet = self._half.sink.begin(self._half.direction, path, type=None)
        self._half.stream(inlet, size - HEADER_BYTES)
        return at + HEADER_BYTES

    def _rows(self, data: bytes, edges: NDArray[np.int64]) -> None:
        """DataRow messages."""
        if len(edges) <= FEW:
            self._one_by_one(data, edges)
            return
        for group, fields in rows.together(data, edges):
            if fields is None:
                self._one_by_one(data, group)
            else:
                self._half.end_raw()
                self._half.at(int(group[0]))
                self._columns(fields.begin.shape[1])
                self._table.write(data, fields)

    def _one_by_one(self, data: bytes, edges: NDArray[np.int64]) -> None:
        for at, end, values in rows.single(data, edges):
            self._half.at(at)
            if values is None:
                self._half.raw(data[at:end])
                continue
            self._half.end_raw()
            if values:
                self._columns(len(values))
                self._table.row(values)

    def _columns(self, count: int) -> None:
        """Columns of the rows that follow: those described, else the last known of that number."""
        if len(self._table.columns) == count:
            return
        known = self._known.get(count)
        names = [column(name, kind, None) for name, kind in known] if known else None
        self._table.open(names or [Column(b"", guessed) for _ in range(count)])

    def _copy(self, data: bytes, edges: NDArray[np.int64]) -> None:
        """CopyData messages."""
        self._half.end_raw()
        self._copying.write(payload(data, edges))

    def _description(self, body: bytes) -> None:
        self._table.end()
        fields = [
            (field[1], int.from_bytes(field[4], "big"), int.from_bytes(field[7], "big"))
            for field in _FIELD.finditer(body, 2)
        ]
        if len(fields) == int.from_bytes(body[:2], "big") and fields:
            if len(self._known) >= _MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[len(fields)] = [(name, kind) for name, kind, _ in fields]
            self._table.open([column(name, kind, 1 if form == 1 else None) for name, kind, form in fields])

    def _complete(self, _: bytes) -> None:
        self._table.end()

    def _copy_done(self, _: bytes) -> None:
        self._copying.end()

    def _notice(self, body: bytes) -> None:
        """An error or a notice, which may repeat values."""
        self._table.end()
        told = [field[1:] for field in body.split(b"\0") if field and field[0] in _TOLD]
        self._tell(told)

    def _notification(self, body: bytes) -> None:
        self._tell(body[4:].split(b"\0")[:2])

    def _tell(self, texts: Sequence[bytes]) -> None:
        if texts:
            self._notices.text(b"\n" + b"\t".join(texts))

    def _status(self, body: bytes) -> None:
        name, _, value = body.rstrip(b"\0").partition(b"\0")
        if name == b"client_encoding":
            charset = _CHARSETS.get(value.upper())
            kind = f"text/plain; charset={charset}" if charset else None
            self._table.type = self._copying.type = self._notices.type = kind

    def _result(self, body: bytes) -> None:
        """The result of a function call: one value."""
        self._columns(1)
        self._table.row([guessed(body[4:])])
        self._table.end()

    def _ignore(self, body: bytes) -> None:
        """Control only."""


_BULK: Final = {ord("D"): Server._rows, ord("d"): Server._copy}
_HANDLERS: Final[dict[int, Callable[[Server, bytes], None]]] = {
    ord("T"): Server._description,
    **dict.fromkeys(b"CIZn12", Server._complete),
    **dict.fromkeys(b"cGHW", Server._copy_done),
    **dict.fromkeys(b"EN", Server._notice),
    ord("A"): Server._notification,
    ord("S"): Server._status,
    ord("V"): Server._result,
}
