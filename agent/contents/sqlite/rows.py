"""The values of a SQLite row and the names of its columns (fileformat2.html 2.1)."""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent.contents.sqlite.pages import Cell, varint

MOST_COLUMNS: Final = 2000  # SQLITE_MAX_COLUMN

_BYTES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)  # of the kinds that are neither text nor blobs
_LAST_INTEGER: Final = 6
_REAL, _ZERO, _ONE = 7, 8, 9
_FIRST_BLOB: Final = 12
_NAME: Final = re.compile(r"""\s*(?:"([^"]*)"|`([^`]*)`|\[([^\]]*)\]|'([^']*)'|([^\s,()]+))""")
_CONSTRAINTS: Final = frozenset(("constraint", "primary", "unique", "check", "foreign"))
_IS_KEY: Final = re.compile(r"\binteger\s+primary\s+key\b", re.IGNORECASE)
_COMMENT: Final = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)

Value = bytes | str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, and which of them is the row's number."""

    names: tuple[str, ...] = ()
    key: int = -1


def columns(statement: str) -> Columns:
    """The columns of a CREATE TABLE statement."""
    body = _COMMENT.sub(" ", statement).partition("(")[2]
    names: list[str] = []
    key = -1
    for definition in _definitions(body)[:MOST_COLUMNS]:
        match = _NAME.match(definition)
        name = next((group for group in match.groups() if group), "") if match else ""
        if name.lower() in _CONSTRAINTS:
            break
        if _IS_KEY.search(definition):
            key = len(names)
        names.append(name)
    return Columns(tuple(names), key)


def values(cell: Cell, codec: str) -> list[Value]:
    """The values of a row: texts and numbers as text, blobs as bytes."""
    payload = cell.payload
    body, at = varint(payload, 0)
    found: list[Value] = []
    for kind in _kinds(payload[at:body]):
        size = (kind - _FIRST_BLOB) // 2 if kind >= _FIRST_BLOB else _BYTES[kind]
        found.append(_value(kind, payload[body : body + size], codec))
        body += size
    return found


def _kinds(head: bytes) -> Sequence[int]:
    """The kinds of the values of a row, which stand before them."""
    if head.isascii():  # each takes one byte
        return head[:MOST_COLUMNS]
    kinds: list[int] = []
    at = 0
    while at < len(head) and len(kinds) < MOST_COLUMNS:
        kind, at = varint(head, at)
        kinds.append(kind)
    return kinds


def _definitions(body: str) -> list[str]:
    """The text of each column: split at the commas that no bracket encloses."""
    found, depth, begin = [], 0, 0
    for match in re.finditer(r"""[(),]|'[^']*'|"[^"]*\"""", body):
        token = match[0]
        depth += (token == "(") - (token == ")")
        if depth < 0 or (token == "," and depth == 0):
            found.append(body[begin : match.start()])
            begin = match.end()
        if depth < 0:
            return found
    return [*found, body[begin:]]


def _value(kind: int, data: bytes, codec: str) -> Value:
    if kind >= _FIRST_BLOB:
        return data.decode(codec, "replace") if kind & 1 else data
    if 0 < kind <= _LAST_INTEGER:
        return str(int.from_bytes(data, "big", signed=True))
    if kind == _REAL:
        return _real(data)
    return {_ZERO: "0", _ONE: "1"}.get(kind, "")


def _real(data: bytes) -> str:
    number: float = struct.unpack(">d", data)[0] if len(data) == 8 else 0.0
    return str(int(number)) if abs(number) < 1e18 and number == int(number) else repr(number)
