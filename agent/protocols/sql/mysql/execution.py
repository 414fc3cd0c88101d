"""Parameters of prepared statements, and attributes of queries (MySQL internals, COM_STMT_EXECUTE, COM_QUERY)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent.protocols.sql.mysql.packets import length, texts
from agent.protocols.sql.mysql.rows import BinaryRow
from agent.protocols.sql.mysql.values import TYPES, decoder, same
from agent.protocols.sql.table import Column

HEAD_BYTES: Final = 10
"""Command, statement, flags, iterations."""

_BLOBS: Final = frozenset(range(249, 253))
_UNSIGNED_PARAMETER: Final = 0x80
_UNSIGNED: Final = 0x20
_MOST_TRIED: Final = 256
_MOST_STATEMENTS: Final = 256
_ATTRIBUTES_BYTES: Final = 2
_LAST: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Execution:
    """An execution: where its values begin, and how they are read."""

    statement: bytes
    columns: Sequence[Column]
    row: BinaryRow
    begin: int


class Executions:
    """The statements of a connection; how many parameters one has is told by the client's bytes alone."""

    __slots__ = ("_kinds", "_statements")

    def __init__(self) -> None:
        self._statements: list[bytes] = []  # in the order they were prepared
        self._kinds: dict[bytes, tuple[tuple[int, int], ...]] = {}  # of the parameters, as last told

    def prepared(self, statement: bytes) -> None:
        """A statement was prepared."""
        if len(self._statements) < _MOST_STATEMENTS:
            self._statements.append(statement)
        else:
            self._statements[-1] = statement

    def read(self, body: bytes, *, whole: bool = True) -> Execution | None:
        """What a command executes; None where that cannot be told. Without `whole` the values are not all there."""
        if len(body) <= HEAD_BYTES:
            return None
        number = body[1:5]
        statement = self._statement(int.from_bytes(number, "little"))
        tried = [statement.count(b"?")] if statement else []
        for count in [*tried, *range(1, _MOST_TRIED)]:
            execution = self._as(body, count, number, statement) if count else None
            if execution is None:
                continue
            if not whole or execution.row.values(body, execution.begin, len(body)) is not None:
                return execution
        return None

    def _statement(self, number: int) -> bytes:
        statements = self._statements
        if number == _LAST and statements:
            return statements[-1]
        return statements[number - 1] if 0 < number <= len(statements) else b""

    def _as(self, body: bytes, count: int, number: bytes, statement: bytes) -> Execution | None:
        """The execution, had it as many parameters."""
        at = HEAD_BYTES
        if len(body) > at and body[5] & 0x08:  # attributes may follow the parameters: their number is told
            told = length(body, at)
            if told is None or told[1] != count:
                return None
            at += told[0]
        nulls = body[at : at + (count + 7) // 8]
        at += len(nulls)
        if len(body) <= at or body[at] > 1:
            return None
        kinds = self._kinds.get(number, ())
        if body[at]:
            told_kinds = tuple(
                (body[place], body[place + 1]) for place in range(at + 1, min(at + 1 + 2 * count, len(body) - 1), 2)
            )
            if len(told_kinds) < count or not all(
                kind in TYPES and flag in (0, _UNSIGNED_PARAMETER) for kind, flag in told_kinds
            ):
                return None
            at += 2 * count
            self._remember(number, told_kinds)
            kinds = told_kinds
        if len(kinds) != count:
            return None
        row = BinaryRow([kind for kind, _ in kinds], nulls, 0)
        return Execution(statement, [_column(kind, flag) for kind, flag in kinds], row, at + 1)

    def _remember(self, number: bytes, kinds: tuple[tuple[int, int], ...]) -> None:
        if len(self._kinds) >= _MOST_STATEMENTS:
            self._kinds.pop(next(iter(self._kinds)))
        self._kinds[number] = kinds


def attributes(body: bytes) -> tuple[list[bytes], bytes]:
    """The attributes of a query and its text; text has no attributes where its first byte is of text."""
    count = length(body, 1)
    if count is None or body[2:3] != b"\1" or count[1] > _MOST_TRIED or body[1] >= 0x20:
        return [], body[1:]
    if not count[1]:
        return [], body[1 + _ATTRIBUTES_BYTES :]
    at = 1 + _ATTRIBUTES_BYTES
    nulls = body[at : at + (count[1] + 7) // 8]
    at += len(nulls) + 1
    kinds, names = [], []
    for _ in range(count[1]):
        name = texts(body, at + 2, 1)
        if name is None:
            return [], body[1:]
        kinds.append((body[at], body[at + 1]))
        names.append(name[0][0])
        at = name[1]
    row = BinaryRow([kind for kind, _ in kinds], nulls, 0)
    values = []
    for number, (kind, flag) in enumerate(kinds):
        head = row.prefix(body, at, number)
        if head is None:
            return [], body[1:]
        at += head[0] + max(head[1], 0)
        value = body[at - max(head[1], 0) : at]
        decode = _column(kind, flag).decode
        values.append(names[number] + b": " + (decode(value) if decode else value))
    return values, body[at:]


def _column(kind: int, flag: int) -> Column:
    if kind in _BLOBS:
        return Column(b"", same, holds_files=True)
    return Column(b"", decoder(kind, _UNSIGNED if flag else 0), binary=True)
