"""What a client of SQL Server sends: batches, calls with their parameters, rows in bulk, the login."""

import codecs
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.statements import Statements, named_parameters
from agent.protocols.sql.table import Column, Table
from agent.protocols.sql.tds.packets import BATCH, BULK, LOGIN, RPC
from agent.protocols.sql.tds.server import Answers
from agent.protocols.sql.tds.types import IncompleteError, UnknownError, number, read_type, text
from agent.protocols.sql.tds.values import same, wide

_HEADERS: Final = b"\x12\0\0\0\x02\0"
_CALLS: Final = {2: b"sp_cursoropen", 10: b"sp_executesql", 11: b"sp_prepare", 12: b"sp_execute", 13: b"sp_prepexec"}
"""Calls by their number (2.2.6.6)."""
_STATEMENTS: Final = {b"sp_executesql": (0, 2), b"sp_prepexec": (2, 3), b"sp_prepare": (2, 4), b"sp_cursoropen": (1, 5)}
"""Which parameter of a call is a statement, and which is the first that the statement has."""
_BETWEEN_CALLS: Final = (0x80, 0xFE, 0xFF)
_PASSWORD_AT: Final = 44
_NAMES_AT: Final = (36, 40, 48, 52, 68)  # host, user, application, server, database


class Requests:
    """The messages of the client."""

    def __init__(self, half: Half) -> None:
        self._half = half
        self._statements = Statements(half, "tds.statement")
        self._table = Table(half, "tds.parameters")
        self._bulk = Answers(half, "tds.bulk")
        self._kind = 0
        self._held = b""
        self._columns: list[bytes] = []
        self._long: Inlet | None = None  # a message too long to be held
        self._decode = codecs.getincrementaldecoder("utf-16-le")("replace").decode

    def begin(self, kind: int) -> None:
        """A message begins."""
        self._kind = kind
        if kind == BULK:
            self._bulk.begin(kind)

    def feed(self, payload: bytes) -> None:
        """The next bytes of the message."""
        if self._kind == BULK:
            self._bulk.feed(payload)
            return
        self._held += payload
        if self._long is None and len(self._held) > LONG_BYTES:
            self._begin_long()
        if self._long is not None:
            self._write_long(b"")

    def lost(self) -> None:
        """What is left of the message is read as bytes."""
        if self._kind == BULK:
            self._bulk.lost()
        elif self._long is None:
            self._kind = 0
            self._begin_long()

    def end(self) -> None:
        """The message is over."""
        if self._kind == BULK:
            self._bulk.end()
            return
        if self._long is not None:
            self._end_long()
            return
        body, self._held = self._held, b""
        if self._kind == BATCH:
            self._end_table()
            self._statements.add(wide(body[_headers(body) :]))
        elif self._kind == RPC:
            self._calls(body)
        elif self._kind == LOGIN:
            self._login(body)

    def close(self) -> None:
        """The direction is over."""
        self._end_long()
        if self._held:
            self._half.raw(self._held)
            self._half.end_raw()
        self._statements.end()
        self._table.end()
        self._bulk.close()

    def _begin_long(self) -> None:
        self._end_table()
        if self._kind == BATCH:
            self._held = self._held[_headers(self._held) :]
            self._long = self._statements.begin()
        else:
            self._long = self._half.sink.begin(self._half.direction, "tds.message", type=None)

    def _write_long(self, last: bytes) -> None:
        held, self._held = self._held + last, b""
        if self._long is not None and held:
            self._long.write((self._decode(held).encode() if self._kind == BATCH else held,))

    def _end_long(self) -> None:
        if self._long is not None:
            self._write_long(b"")
            self._long.end()
            self._long = None
            self._decode = codecs.getincrementaldecoder("utf-16-le")("replace").decode

    def _end_table(self) -> None:
        self._table.end()
        self._columns = []

    def _calls(self, body: bytes) -> None:
        """One or more calls (2.2.6.6); what cannot be told is given as it is."""
        at = _headers(body)
        try:
            while at < len(body):
                at = self._call(body, at)
        except (IncompleteError, UnknownError):
            self._half.raw(body[at:])
            self._half.end_raw()

    def _call(self, body: bytes, at: int) -> int:
        if number(body, at, 2) == 0xFFFF:
            call = _CALLS.get(number(body, at + 2, 2), b"")
            at += 4
        else:
            call, at = text(body, at, 2)
        at += 2
        names, columns, values = [], [], []
        while at < len(body) and body[at] not in _BETWEEN_CALLS:
            name, at = text(body, at, 1)
            kind, at = read_type(body, at + 1)
            value, at = (kind.read_parameter or kind.read)(body, at)
            names.append(name)
            columns.append(Column(name, same, binary=True, holds_files=True) if kind.is_binary else Column(name))
            values.append(value)
        if not values:
            return at + 1
        statement = b""
        if call in _STATEMENTS and len(values) > _STATEMENTS[call][0]:
            place, first = _STATEMENTS[call]
            statement = values[place]
            names, columns, values = names[first:], columns[first:], values[first:]
        if values and [call or statement[:200], *names] != self._columns:
            self._end_table()
            self._columns = [call or statement[:200], *names]
        if statement:
            self._statements.add(statement)
        if values:
            for column, name in zip(columns, named_parameters(statement, names), strict=True):
                column.name = name
            if [column.name for column in columns] != [column.name for column in self._table.columns]:
                self._table.open(columns)
            self._table.row(values)
        return at + 1

    def _login(self, body: bytes) -> None:
        """Who logs in is listed; the password is only disguised (2.2.6.4), so it is content."""
        told = [_told(body, at) for at in _NAMES_AT]
        part = self._half.sink.begin(self._half.direction, "tds.login", type=None, inspect=False)
        part.write((b"\n".join(told),))
        part.end()
        place, size = (int.from_bytes(body[_PASSWORD_AT + at : _PASSWORD_AT + at + 2], "little") for at in (0, 2))
        hidden = body[place : place + 2 * min(size, 128)]
        if hidden:
            self._statements.add(
                b"password=" + wide(bytes((byte ^ 0xA5) >> 4 | ((byte ^ 0xA5) & 15) << 4 for byte in hidden))
            )


def _told(body: bytes, at: int) -> bytes:
    place, size = int.from_bytes(body[at : at + 2], "little"), int.from_bytes(body[at + 2 : at + 4], "little")
    return wide(body[place : place + 2 * size])


def _headers(body: bytes) -> int:
    """Bytes of the headers before a batch or a call (2.2.5.3), which came with TDS 7.2."""
    size = int.from_bytes(body[:4], "little")
    return size if body[4:10] == _HEADERS and 22 <= size <= 1024 else 0
