"""What a MySQL server sends: greeting, descriptions of columns, rows, errors."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.lines import FEW
from agent.protocols.sql.longrow import LongRow
from agent.protocols.sql.mysql import rows
from agent.protocols.sql.mysql.compressed import is_compressed
from agent.protocols.sql.mysql.definition import Definition, definition
from agent.protocols.sql.mysql.joined import Joined
from agent.protocols.sql.mysql.packets import HEADER_BYTES, WHOLE_BYTES, begins, length, packet, run, search, texts
from agent.protocols.sql.mysql.values import CHARSETS, column
from agent.protocols.sql.table import Column, Table
from policies.expression import expression

GREETING: Final = 10
_OK, _MORE_DATA, _INFILE, _END, _ERROR = 0x00, 0x01, 0xFB, 0xFE, 0xFF
_END_BYTES: Final = 5  # of an end between descriptions and rows; the end of the rows is as long, or longer
_MESSAGE_BYTES: Final = 64
_PREPARED_BYTES: Final = 12
_MOST_COLUMNS: Final = 4096
_MOST_KNOWN: Final = 64
_PROGRESS: Final = b"\xff\xff"  # instead of an error's code (MariaDB)
_STATE: Final = expression(rb"#[0-9A-Z]{5}")
_TLS_HANDSHAKE: Final = 0x16
_HELLO_BYTES: Final = 6
_SERVER_HELLO: Final = expression(rb"\x16\x03[\0-\4]..\x02", re.S)

# What is expected.
_ANSWER: Final = 0
_DEFINITIONS: Final = 1
_ROWS: Final = 2


class Server:
    """The server's packets, read without the client's: whether rows are text or binary is told by the first."""

    def __init__(self, half: Half, *, within: bool = False) -> None:
        """`within`: what was compressed, behind the login."""
        self._half = half
        self._table = Table(half, "mysql.rows")
        self._notices = Table(half, "mysql.notices")
        self._begun = within  # the first packet was one
        self._synchronous = True
        self._sequence = -1  # of the packet before, -1 where any may follow
        self._state = _ANSWER
        self._login = False
        self._settled = within  # known whether packets are compressed
        self._awaited = 0  # descriptions to come
        self._definitions: list[Definition] = []
        self._prepared = (0, 0)  # parameters and columns of the statement that was prepared
        self._known: dict[int, list[Definition]] = {}  # the latest prepared, by their number
        self._binary: bool | None = None
        self._joined: Joined | None = None

    def take(self, data: bytes, at: int) -> int:
        """Read a packet, or as many rows as there are."""
        if not self._synchronous:
            return self._seek(data, at)
        if not self._begun:
            begun = _is_greeting(data, at) or begins(data, at)
            if begun is None:
                return at
            self._begun, self._synchronous = True, begun
            return self.take(data, at)
        if self._leaves(data, at) is not False:
            return at
        header = packet(data, at)
        if header is None:
            return at
        size, sequence = header
        if not self._follows(sequence) or not size:
            self._synchronous = False
            return self._seek(data, at)
        self._half.at(at)
        end = at + HEADER_BYTES + size
        if size > LONG_BYTES or self._joined is not None:
            return self._long(data, at, size, sequence)
        if end > len(data):
            return at
        self._settled = self._settled or not (self._login or self._sequence < 0)
        if self._state == _ROWS and data[at + HEADER_BYTES] < _END:
            edges = run(data, at, sequence, LONG_BYTES)
            self._sequence = sequence + len(edges) - 2 & 0xFF
            self._rows(data, edges)
            return edges[-1]
        self._sequence = sequence
        self._half.end_raw()
        self._packet(data, at, end)
        return end

    def _leaves(self, data: bytes, at: int) -> bool | None:
        """Whether TLS or compressed packets take over; None where more bytes may tell."""
        if self._login and data[at] == _TLS_HANDSHAKE:
            if len(data) - at < _HELLO_BYTES:
                return None
            if _SERVER_HELLO.match(data, at):
                self._half.leave("mysql.tls")
                return True
        if self._settled or self._login or self._sequence < 0:
            return False
        compressed = is_compressed(data, at)
        if compressed:
            self._half.leave("mysql.compressed", "mysql-compressed")
        return compressed

    def lost(self, size: int) -> None:
        """Rows go on behind a gap."""
        self._begun, self._synchronous, self._login, self._sequence = True, False, False, -1
        self._joined = None
        self._table.gap(size)

    def close(self, damage: str) -> None:
        """End what is open."""
        self._table.end(damage)
        self._notices.end()

    def _seek(self, data: bytes, at: int) -> int:
        found, keep = search(data, at)
        self._half.at(at)
        self._half.raw(data[at : max(found, keep)])
        if found < 0:
            return keep
        self._synchronous, self._sequence = True, -1
        return found if found > at else self.take(data, found)

    def _follows(self, sequence: int) -> bool:
        """Answers begin with 1, and count up; while the client logs in or sends a file its packets count too."""
        return self._login or self._sequence < 0 or sequence in (1, self._sequence + 1 & 0xFF)

    def _packet(self, data: bytes, at: int, end: int) -> None:
        body = data[at + HEADER_BYTES : end]
        if self._state == _DEFINITIONS and self._define(body):
            return
        if self._state == _ROWS and body[0] == _END and len(body) == _END_BYTES and self._binary is None:
            return  # between descriptions and rows
        self._table.end()
        self._state = _ANSWER
        if body[0] == _ERROR and body[1:3] == _PROGRESS:
            return
        if body[0] == _ERROR:
            self._login = False
            text = body[3:]
            self._notices.text(b"\n" + text[6:] if _STATE.match(text) else b"\n" + text)
        elif body[0] == GREETING and data[at + 3] == 0 and self._sequence == 0:
            self._login = True
        elif body[0] == _OK:
            self._ok(body)
        elif body[0] == _INFILE:
            self._sequence = -1
        elif body[0] not in (_END, _MORE_DATA) or len(body) == 1:
            self._answer(data, at, end)

    def _ok(self, body: bytes) -> None:
        self._login = False
        self._definitions = []
        self._prepared = (0, 0)
        if len(body) == _PREPARED_BYTES and not body[9]:
            self._prepared = int.from_bytes(body[7:9], "little"), int.from_bytes(body[5:7], "little")
        if len(body) > _MESSAGE_BYTES:  # what a session state is, or an event of the binary log
            part = self._half.sink.begin(self._half.direction, "mysql.message", type=None)
            part.write((body,))
            part.end()

    def _answer(self, data: bytes, at: int, end: int) -> None:
        """The number of a result's columns, a description of one, or a row where the capture began within rows."""
        body = data[at + HEADER_BYTES : end]
        count = length(body, 0)
        if count and len(body) - count[0] in (0, 1) and 0 < count[1] < _MOST_COLUMNS and body[count[0] :] <= b"\1":
            self._awaited, self._definitions, self._state = count[1], [], _DEFINITIONS
            if body[count[0] :] == b"\0":  # MariaDB: as when it was prepared
                self._definitions = self._known.get(count[1], [])
                self._begin_rows()
            return
        described = definition(body)
        if described is not None:
            self._definitions.append(described)
            parameters, columns = self._prepared
            if columns and len(self._definitions) == parameters + columns and len(self._known) < _MOST_KNOWN:
                self._known[columns] = self._definitions[parameters:]
            return
        count_of_texts = _texts_in(body)
        if not count_of_texts or self._login:
            self._half.raw(data[at:end])
            return
        self._begin_rows()
        self._binary = False
        self._table.open([Column() for _ in range(count_of_texts)])
        self._rows(data, [at, end])

    def _define(self, body: bytes) -> bool:
        described = definition(body)
        if described is None:
            return False
        self._definitions.append(described)
        if len(self._definitions) == self._awaited:
            self._begin_rows()
        return True

    def _begin_rows(self) -> None:
        self._state, self._binary = _ROWS, None
        self._table.end()
        charset = next((CHARSETS[one.charset] for one in self._definitions if one.charset in CHARSETS), "")
        self._table.type = f"text/plain; charset={charset}" if charset else None

    def _decide(self, data: bytes, at: int, end: int, *, whole: bool) -> None:
        """By the first row whether all of them are binary."""
        if self._binary is not None:
            return
        kinds = [one.kind for one in self._definitions]
        self._binary = data[at] == 0 and (not whole or rows.binary_values(data, at, end, kinds) is not None)
        self._table.open(
            [column(one.name, one.kind, one.flags, one.charset, binary=self._binary) for one in self._definitions]
        )

    def _rows(self, data: bytes, edges: Sequence[int]) -> None:
        self._decide(data, edges[0] + HEADER_BYTES, edges[1], whole=True)
        count = len(self._table.columns)
        kinds = [one.kind for one in self._definitions]
        if len(edges) > FEW:
            binary = self._binary
            fields = rows.binary_fields(data, edges, kinds) if binary else rows.text_fields(data, edges, count)
            if fields is not None and count:
                self._half.end_raw()
                self._table.write(data, fields, parted=not binary)
                return
        for at, end in pairwise(edges):
            begin = at + HEADER_BYTES
            values = (
                rows.binary_values(data, begin, end, kinds)
                if self._binary
                else rows.text_values(data, begin, end, count)
            )
            self._half.at(at)
            if values is None or not count:
                self._half.raw(data[at:end])
            else:
                self._half.end_raw()
                self._table.row(values)

    def _long(self, data: bytes, at: int, size: int, sequence: int) -> int:
        """A packet too long to be held, or the next one of such a message."""
        is_last = size < WHOLE_BYTES
        begin = at + HEADER_BYTES
        if self._joined is None or self._joined.over:
            if self._state == _ROWS:
                head = 1 + rows.nulls_size(len(self._definitions))
                if len(data) - begin < head:
                    return at
                self._decide(data, begin, len(data), whole=False)
                inlet, skipped = self._long_row(data, begin, head)
            else:
                inlet, skipped = self._half.sink.begin(self._half.direction, "mysql.message", type=None), 0
            self._joined, begin, size = Joined(inlet, is_last=is_last), begin + skipped, size - skipped
        self._sequence = sequence
        self._half.end_raw()
        joined = self._joined
        joined.is_last = is_last
        if is_last:
            self._joined = None
        self._half.stream(joined, size)
        return begin

    def _long_row(self, data: bytes, begin: int, head: int) -> tuple[Inlet, int]:
        if not self._binary:
            return LongRow(self._table, rows.text_prefix), 0
        kinds = [one.kind for one in self._definitions]
        row = rows.BinaryRow(kinds, data[begin + 1 : begin + head])
        return LongRow(self._table, row.prefix, len(kinds)), head


def _is_greeting(data: bytes, at: int) -> bool:
    return data[at + 2 : at + 5] == b"\0\0\x0a"


def _texts_in(body: bytes) -> int:
    """How many values a packet holds that is a row in text; 0 where it is none."""
    at = count = 0
    while at < len(body):
        found = texts(body, at, 1)
        if found is None or count == _MOST_COLUMNS:
            return 0
        at, count = found[1], count + 1
    return count
