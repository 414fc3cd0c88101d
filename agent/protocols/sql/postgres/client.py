"""What a PostgreSQL client sends: statements, parameters, COPY data (55.7)."""

import re
import struct
from collections.abc import Callable
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.longrow import LongRow
from agent.protocols.sql.postgres import rows
from agent.protocols.sql.postgres.copying import Copying
from agent.protocols.sql.postgres.messages import (
    CANCEL,
    CLIENT,
    GSS,
    HEADER_BYTES,
    SSL,
    STARTUP,
    STARTUP_BYTES,
    header,
    payload,
    run,
    search,
)
from agent.protocols.sql.postgres.values import column
from agent.protocols.sql.statements import Statements, parameter_names
from agent.protocols.sql.table import Table
from policies.expression import expression

BIND_HEAD_BYTES: Final = 8 << 10
"""A Bind longer than can be held must tell its statement and its formats in so many bytes."""

_TLS_HANDSHAKE: Final = 0x16
_GSS_TOKEN: Final = 0x60
_COPY_FROM: Final = expression(rb"\s*COPY\b", re.I)
_HASHED: Final = expression(rb"md5[0-9a-f]{32}\0|SCRAM-|[a-z]=|[a-z],[a-z,=]")
_MOST_STATEMENTS: Final = 256
_KEPT_BYTES: Final = 2048

_Statement = tuple[bytes, tuple[int, ...]]
"""Its text as far as it is kept, and the types of its parameters."""


class Client:
    """The client's messages."""

    def __init__(self, half: Half) -> None:
        self._half = half
        self._statements = Statements(half, "postgres.statement")
        self._table = Table(half, "postgres.parameters")
        self._copying = Copying(half)
        self._startup = True  # the next bytes may be a startup packet
        self._synchronous = True
        self._prepared: dict[bytes, _Statement] = {}
        self._bound: tuple[_Statement, tuple[int, ...]] | None = None  # what the open table's rows are bound to
        self._query = b""

    def take(self, data: bytes, at: int) -> int:
        """Read a message, or as much COPY data as there is."""
        if not self._synchronous:
            return self._seek(data, at)
        if self._startup and data[at] in (0, _TLS_HANDSHAKE):
            return self._begin(data, at)
        size = header(data, at, CLIENT)
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
        self._startup = False
        self._half.end_raw()
        if data[at] == ord("d"):
            edges = run(data, at, LONG_BYTES)
            self._copying.title = self._copying.title or self._title()
            self._copying.write(payload(data, edges))
            return int(edges[-1])
        _HANDLERS.get(data[at], Client._ignore)(self, data[at + HEADER_BYTES : at + size])
        return at + size

    def lost(self, size: int) -> None:
        """COPY data goes on behind a gap."""
        self._synchronous = False
        self._table.gap(size)
        self._copying.gap(size)

    def close(self, damage: str) -> None:
        """End what is open."""
        self._statements.end()
        self._table.end(damage)
        self._copying.end()

    def _seek(self, data: bytes, at: int) -> int:
        found, keep = search(data, at, CLIENT)
        self._half.at(at)
        self._half.raw(data[at : max(found, keep)])
        if found < 0:
            return keep
        self._synchronous, self._startup = True, False
        return found if found > at else self.take(data, found)

    def _begin(self, data: bytes, at: int) -> int:
        """A startup packet, or a request for encryption (55.7, 55.2.10)."""
        if data[at] == _TLS_HANDSHAKE:
            self._half.leave("postgres.tls")
            return at
        if len(data) - at < 8:
            return at
        size, code = struct.unpack_from(">II", data, at)
        if data[at + 4] == _GSS_TOKEN:
            self._half.sink.opaque(self._half.direction, len(data) - at)
            return len(data)
        if not 8 <= size <= STARTUP_BYTES or (code >> 16 != STARTUP and code not in (SSL, GSS, CANCEL)):
            self._synchronous = False
            return self._seek(data, at)
        if at + size > len(data):
            return at
        if code >> 16 == STARTUP:
            self._startup = False
            # Who logs in to which database is addressing, as the envelope of a mail is.
            part = self._half.sink.begin(self._half.direction, "postgres.startup", type=None, inspect=False)
            part.write((data[at + 8 : at + size],))
            part.end()
        end: int = at + size
        return end

    def _begin_long(self, data: bytes, at: int, size: int) -> int:
        """A message too long to be held."""
        kind = data[at]
        inlet: Inlet
        if kind == ord("B"):
            head = data[at + HEADER_BYTES : at + HEADER_BYTES + BIND_HEAD_BYTES]
            if len(head) < BIND_HEAD_BYTES:
                return at
            count, behind = self._open(head)
            if count:
                self._half.end_raw()
                self._half.stream(LongRow(self._table, rows.value, count), size - HEADER_BYTES - behind)
                return at + HEADER_BYTES + behind
        self._half.end_raw()
        if kind in b"QP":
            inlet = self._statements.begin()
        else:
            path = "postgres.copy" if kind == ord("d") else "postgres.message"
            inlet = self._half.sink.begin(self._half.direction, path, type=None)
        self._half.stream(inlet, size - HEADER_BYTES)
        return at + HEADER_BYTES

    def _title(self) -> bytes:
        return self._query if _COPY_FROM.match(self._query) else b""

    def _statement(self, body: bytes) -> None:
        """A simple query: one or several statements."""
        self._end_table()
        self._query = body[:_KEPT_BYTES].partition(b"\0")[0]
        self._statements.add(body.removesuffix(b"\0"))

    def _parse(self, body: bytes) -> None:
        name, _, rest = body.partition(b"\0")
        text, _, types = rest.partition(b"\0")
        self._query = text[:_KEPT_BYTES]
        if len(self._prepared) >= _MOST_STATEMENTS:
            self._prepared.pop(next(iter(self._prepared)))
        count = len(types[2:]) // 4
        statement = self._query, struct.unpack_from(f">{count}I", types, 2) if count else ()
        if self._prepared.get(name[:_KEPT_BYTES]) != statement:
            self._end_table()
            self._statements.add(text)
        self._prepared[name[:_KEPT_BYTES]] = statement

    def _bind(self, body: bytes) -> None:
        count, behind = self._open(body)
        values = _values(body, behind, count) if count else None
        if values:
            self._table.row(values)
        elif count or not behind:
            self._half.raw(body)

    def _open(self, body: bytes) -> tuple[int, int]:
        """The head of a Bind: how many parameters there are, and where the first one is; (0, 0) where it is wrong.

        The table of the parameters is opened, or the one of the same statement goes on.
        """
        portal, statement = body.find(b"\0"), -1
        if portal >= 0:
            statement = body.find(b"\0", portal + 1)
        if statement < 0 or len(body) < statement + 3:
            return 0, 0
        name = body[portal + 1 : statement]
        forms_at = statement + 3
        number = int.from_bytes(body[statement + 1 : forms_at], "big")
        behind = forms_at + 2 * number
        if len(body) < behind + 2:
            return 0, 0
        forms = struct.unpack_from(f">{number}H", body, forms_at)
        count = int.from_bytes(body[behind : behind + 2], "big")
        if count:
            self._begin_rows(self._prepared.get(name, (b"", ())), forms, count)
        return count, behind + 2

    def _begin_rows(self, statement: _Statement, forms: tuple[int, ...], count: int) -> None:
        if self._bound == (statement, forms) and len(self._table.columns) == count:
            return
        self._end_table()
        text, types = statement
        names = parameter_names(text, count)
        # One format stands for all parameters, none for text (55.7, Bind).
        form = forms if len(forms) == count else (forms[0] if forms else 0,) * count
        kinds = types + (0,) * (count - len(types))
        self._table.open([column(names[n], kinds[n], form[n] or None) for n in range(count)])
        for parameter, binary in zip(self._table.columns, form, strict=True):
            parameter.binary = binary == 1
        self._bound = statement, forms

    def _end_table(self) -> None:
        self._bound = None
        self._table.end()

    def _password(self, body: bytes) -> None:
        """A password in the clear; what a hash or a challenge is answered with tells nothing."""
        if body.endswith(b"\0") and body.count(b"\0") == 1 and not _HASHED.match(body):
            self._statements.add(b"password=" + body[:-1])

    def _function(self, body: bytes) -> None:
        self._statements.add(body)

    def _copied(self, _: bytes) -> None:
        self._copying.end()

    def _ignore(self, body: bytes) -> None:
        """Control only."""


def _values(body: bytes, at: int, count: int) -> list[bytes] | None:
    """The parameters of a Bind, None where they do not fit in it."""
    values = []
    for _ in range(count):
        if at + 4 > len(body):
            return None
        size = max(0, int.from_bytes(body[at : at + 4], "big", signed=True))
        at += 4 + size
        if at > len(body):
            return None
        values.append(body[at - size : at])
    return values


_HANDLERS: Final[dict[int, Callable[[Client, bytes], None]]] = {
    ord("Q"): Client._statement,
    ord("P"): Client._parse,
    ord("B"): Client._bind,
    ord("F"): Client._function,
    ord("p"): Client._password,
    **dict.fromkeys(b"cf", Client._copied),
}
