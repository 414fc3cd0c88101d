"""What a MySQL client sends: commands, parameters, files."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.longrow import LongRow
from agent.protocols.sql.mysql.compressed import is_compressed
from agent.protocols.sql.mysql.execution import Execution, Executions, attributes
from agent.protocols.sql.mysql.infile import begin_file
from agent.protocols.sql.mysql.joined import Joined
from agent.protocols.sql.mysql.packets import HEADER_BYTES, WHOLE_BYTES, packet
from agent.protocols.sql.mysql.start import begins_login, search_commands
from agent.protocols.sql.mysql.values import CHARSETS
from agent.protocols.sql.statements import Statements, parameter_names
from agent.protocols.sql.table import Table
from policies.expression import expression
from policies.part import Buffer

QUERY: Final = 0x03
PREPARE: Final = 0x16
EXECUTE: Final = 0x17
LONG_DATA: Final = 0x18
CHANGE_USER: Final = 0x11
COMMANDS: Final = frozenset((*range(0x01, 0x20), 0xFA))
"""Codes of commands; 0xFA is MariaDB's bulk execution."""

_LONG_DATA_HEAD: Final = 7
_PREFIX_BYTES: Final = 4096
"""A long execution must tell its parameters' types in so many bytes."""
_KEPT_BYTES: Final = 16 << 10
_COLLATION_AT: Final = 8
_NAMES: Final = expression(rb"\s*SET\s+NAMES\s+['\"]?(\w+)", re.I)
_CHARSETS: Final = {b"gbk": "gbk", b"gb2312": "gb2312", b"gb18030": "gb18030", b"big5": "big5"}
_TLS_HANDSHAKE: Final = b"\x16\x03"
_HANDSHAKE_BYTES: Final = 32
_PASSWORD: Final = expression(rb"[ -~\x80-\xff]{1,255}\0")


class Client:
    """The client's packets, read without the server's."""

    def __init__(self, half: Half, *, within: bool = False) -> None:
        """`within`: what was compressed, behind the login."""
        self._half = half
        self._statements = Statements(half, "mysql.statement")
        self._table = Table(half, "mysql.parameters")
        self._executions = Executions()
        self._synchronous = True
        self._sequence = -1
        self._login = False
        self._settled = within  # known whether packets are compressed
        self._query = b""  # the latest, as far as it is kept
        self._file: Inlet | None = None
        self._value: tuple[bytes, Inlet] | None = None  # a parameter that comes bit by bit
        self._joined: Joined | None = None

    def take(self, data: bytes, at: int) -> int:
        """Read a packet."""
        if not self._synchronous:
            return self._seek(data, at)
        if self._login and data.startswith(_TLS_HANDSHAKE, at):
            self._half.leave("mysql.tls")
            return at
        if not self._settled and self._sequence >= 0 and data[at + 3 : at + 4] == b"\0":
            compressed = is_compressed(data, at)
            if compressed is None:
                return at
            if compressed:
                self._half.leave("mysql.compressed", "mysql-compressed")
                return at
            self._settled = True
        header = packet(data, at)
        if header is None:
            return at
        size, sequence = header
        end = at + HEADER_BYTES + size
        self._half.at(at)
        if size and not self._joined and not self._follows(data, at, sequence):
            if len(data) - at <= HEADER_BYTES:
                return at
            self._synchronous = False
            return self._seek(data, at)
        if size > LONG_BYTES or self._joined is not None:
            return self._long(data, at, size, sequence)
        if end > len(data):
            return at
        self._packet(data[at + HEADER_BYTES : end], sequence)
        return end

    def lost(self, size: int) -> None:
        """A file goes on behind a gap."""
        self._synchronous, self._login, self._joined = False, False, None
        self._table.gap(size)
        if self._file is not None:
            self._file.gap(size)

    def close(self, damage: str) -> None:
        """End what is open."""
        self._statements.end()
        self._table.end(damage)
        self._end_file()
        self._end_value()

    def _seek(self, data: bytes, at: int) -> int:
        found, keep = search_commands(data, at)
        self._half.at(at)
        self._half.raw(data[at : max(found, keep)])
        if found < 0:
            return keep
        self._synchronous, self._sequence = True, 0
        return found if found > at else self.take(data, found)

    def _follows(self, data: bytes, at: int, sequence: int) -> bool:
        """A command begins with 0; a login and a file count up, the server's packets in between."""
        if sequence == 0:
            return len(data) - at > HEADER_BYTES and data[at + HEADER_BYTES] in COMMANDS
        if self._sequence < 0:
            return sequence == 1 and begins_login(data[at : at + HEADER_BYTES + _HANDSHAKE_BYTES]) is not False
        return sequence - self._sequence & 0xFF in (1, 2)

    def _packet(self, body: bytes, sequence: int) -> None:
        before, self._sequence = self._sequence, sequence
        self._half.end_raw()
        if sequence == 0 and body:
            self._login = False
            self._end_file()
            if body[0] != LONG_DATA:
                self._end_value()
            _COMMANDS.get(body[0], Client._other)(self, body)
        elif before < 0:
            self._begin_login(body)
        elif self._login:
            self._authenticate(body)
        elif body:
            self._write_file(body)
        else:
            self._end_file()

    def _begin_login(self, body: bytes) -> None:
        """Who logs in to which database is addressing, as the envelope of a mail is."""
        self._login = True
        self._speak(CHARSETS.get(body[_COLLATION_AT], "") if len(body) > _COLLATION_AT else "")
        if len(body) > _HANDSHAKE_BYTES:
            part = self._half.sink.begin(self._half.direction, "mysql.login", type=None, inspect=False)
            part.write((body[_HANDSHAKE_BYTES:],))
            part.end()

    def _authenticate(self, body: bytes) -> None:
        """A password in the clear is content; what a challenge is answered with tells nothing."""
        if _PASSWORD.fullmatch(body):
            self._statements.add(b"password=" + body[:-1])

    def _write_file(self, data: bytes) -> None:
        if self._file is None:
            self._file = begin_file(self._half, self._query)
        if data:
            self._file.write((data,))

    def _end_file(self) -> None:
        if self._file is not None:
            self._file.end()
            self._file = None

    def _end_value(self) -> None:
        if self._value is not None:
            self._value[1].end()
            self._value = None

    def _speak(self, charset: str) -> None:
        """The character set of what follows; "" for UTF-8."""
        kind = f"text/plain; charset={charset}" if charset else None
        if kind != self._statements.type:
            self._statements.end()
            self._table.end()
            self._statements.type = self._table.type = kind

    # Commands

    def _run(self, body: bytes) -> None:
        """A statement; behind its attributes, where the client sends them (MySQL 8)."""
        self._table.end()
        values, text = attributes(body)
        if values:
            self._statements.add(b"\t".join(values))
        self._query = text[:_KEPT_BYTES]
        self._statements.add(text)
        names = _NAMES.match(text)
        if names:
            self._speak(_CHARSETS.get(names[1].lower(), ""))

    def _prepare(self, body: bytes) -> None:
        self._table.end()
        self._executions.prepared(body[1 : 1 + _KEPT_BYTES])
        self._statements.add(body[1:])

    def _execute(self, body: bytes) -> None:
        execution = self._executions.read(body)
        if execution is None:
            if len(body) > 10:
                self._statements.add(body[10:])
            return
        values = execution.row.values(body, execution.begin, len(body))
        if values:
            self._open(execution)
            self._table.row(values)

    def _open(self, execution: Execution) -> None:
        """The table of the parameters; the one of the same statement goes on."""
        names = parameter_names(execution.statement, len(execution.columns))
        columns = [replace(column, name=name) for column, name in zip(execution.columns, names, strict=True)]
        if columns != self._table.columns:
            self._table.open(columns)

    def _long_data(self, body: bytes) -> None:
        """A bit of a parameter."""
        if len(body) > _LONG_DATA_HEAD:
            self._long_value(body[1:_LONG_DATA_HEAD]).write((body[_LONG_DATA_HEAD:],))

    def _long_value(self, which: bytes) -> Inlet:
        if self._value is None or self._value[0] != which:
            self._end_value()
            self._value = which, self._table.begin_value(None)
        return self._value[1]

    def _other(self, body: bytes) -> None:
        """Control, or the name of a database or a table; what is longer is text."""
        if len(body) > _HANDSHAKE_BYTES * 2 and body[0] != CHANGE_USER:
            self._statements.add(body[1:])

    # Long packets

    def _long(self, data: bytes, at: int, size: int, sequence: int) -> int:
        """A packet too long to be held, or the next one of such a message."""
        is_last = size < WHOLE_BYTES
        begin = at + HEADER_BYTES
        if self._joined is None or self._joined.over:
            if min(size, _PREFIX_BYTES) > len(data) - begin:
                return at
            inlet, skipped = self._long_message(data[begin : begin + _PREFIX_BYTES], sequence)
            self._joined, begin, size = Joined(inlet, is_last=is_last), begin + skipped, size - skipped
        self._half.end_raw()
        self._sequence = sequence
        joined = self._joined
        joined.is_last = is_last
        if is_last:
            self._joined = None
        self._half.stream(joined, size)
        return begin

    def _long_message(self, head: bytes, sequence: int) -> tuple[Inlet, int]:
        """What takes a long message, and the bytes before its content."""
        if sequence:
            self._write_file(b"")
            assert self._file is not None
            return _Kept(self._file), 0
        self._end_file()
        if head[0] == LONG_DATA:
            return _Kept(self._long_value(head[1:_LONG_DATA_HEAD])), _LONG_DATA_HEAD
        self._end_value()
        execution = self._executions.read(head, whole=False) if head[0] == EXECUTE else None
        if execution is not None:
            self._open(execution)
            return LongRow(self._table, execution.row.prefix, len(execution.columns)), execution.begin
        if head[0] in (QUERY, PREPARE):
            self._query = head[1:]
        return self._statements.begin(), 1


class _Kept:
    """A part that goes on behind the message it is written by."""

    __slots__ = ("_inlet",)

    def __init__(self, inlet: Inlet) -> None:
        self._inlet = inlet

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""
        self._inlet.write(pieces)

    def gap(self, size: int) -> None:
        """Bytes were lost."""
        self._inlet.gap(size)

    def end(self, damage: str = "") -> None:
        """The part ends with its file, or its parameter."""


_COMMANDS: Final[dict[int, Callable[[Client, bytes], None]]] = {
    QUERY: Client._run,
    PREPARE: Client._prepare,
    EXECUTE: Client._execute,
    LONG_DATA: Client._long_data,
}
