"""Statements as text, and what their parameters are called."""

import re
from typing import Final

from agent.contents.format import Inlet
from agent.contents.json.escapes import unescape
from agent.protocols.sql.half import Half
from policies.expression import expression

# The inserts of a dump differ in their values only: they are the lines of one part.
_INSERT: Final = expression(rb"\s*(?:INSERT|REPLACE)\b[^()']{1,300}\([^()']{1,3000}\)\s*VALUES", re.I)
_LIST: Final = expression(rb"\(([^()]{1,3000})\)\s*VALUES\s*\(([^()]{1,3000})\)", re.I)
_COMPARED: Final = expression(
    rb"([\w.\"`\[\]\x80-\xff]{1,100})\s*(?:[=<>~!]{1,2}|NOT LIKE|I?LIKE|REGEXP)\s*(\$\d{1,5}|\?|@\w{1,100})", re.I
)
_HEAD_BYTES: Final = 16 << 10


class Statements:
    """The statements of one direction, a part each."""

    __slots__ = ("_half", "_insert", "_part", "_path", "type")

    def __init__(self, half: Half, path: str) -> None:
        self._half = half
        self._path = path
        self._part: Inlet | None = None
        self._insert = b""  # what the open part's statements begin with
        self.type: str | None = None  # media type of the parts, where their text is not UTF-8

    def add(self, text: bytes) -> None:
        """A whole statement."""
        text = unescape(text) if b"\\u" in text else text
        insert = _INSERT.match(text)
        if self._part is not None and insert is not None and insert[0] == self._insert:
            self._part.write((b"\n", text))
            return
        self.end()
        part = self.begin()
        part.write((text,))
        if insert is None:
            part.end()
        else:
            self._part, self._insert = part, insert[0]

    def begin(self) -> Inlet:
        """A statement that comes bit by bit."""
        self.end()
        return self._half.sink.begin(self._half.direction, self._path, type=self.type)

    def end(self) -> None:
        """What follows is no statement of the same kind."""
        if self._part is not None:
            self._part.end()
            self._part = None


def parameter_names(statement: bytes, count: int) -> list[bytes]:
    """What the parameters of a statement are compared with or inserted as; empty where it does not say.

    Args:
        statement: with `$1` or `?` for its parameters.
        count: how many it has.
    """
    names = [b""] * count
    statement = statement[:_HEAD_BYTES]
    inserted = _LIST.search(statement)
    if inserted is not None:
        columns = [_plain(name) for name in inserted[1].split(b",")]
        marks = [mark.strip() for mark in inserted[2].split(b",")]
        if len(columns) == len(marks):
            _place(names, list(zip(columns, marks, strict=True)))
            if count > len(columns) and count % len(columns) == 0 and all(map(_is_mark, marks)):
                return columns * (count // len(columns))  # rows of values, one behind another
    _place(names, [(_plain(match[1]), match[2]) for match in _COMPARED.finditer(statement)])
    return names


def _place(names: list[bytes], pairs: list[tuple[bytes, bytes]]) -> None:
    """Put names where their marks say: `$2` is the second parameter, `?` the next one."""
    following = sum(1 for name in names if name)
    for name, mark in pairs:
        number = int(mark[1:6]) - 1 if mark[:1] == b"$" and mark[1:6].isdigit() else following
        if _is_mark(mark) and 0 <= number < len(names):
            names[number] = names[number] or name
            following = number + 1


def _is_mark(mark: bytes) -> bool:
    return mark[:1] in (b"$", b"?")


def _plain(name: bytes) -> bytes:
    return name.rpartition(b".")[2].strip(b' \t\r\n"`[]')


def named_parameters(statement: bytes, names: list[bytes]) -> list[bytes]:
    """What parameters such as `@p1` are compared with or inserted as; where nothing says it, their own names."""
    statement = statement[:_HEAD_BYTES]
    pairs = [(match[2], _plain(match[1])) for match in _COMPARED.finditer(statement)]
    inserted = _LIST.search(statement)
    if inserted is not None:
        pairs += zip(map(bytes.strip, inserted[2].split(b",")), map(_plain, inserted[1].split(b",")), strict=False)
    columns = dict(pairs)
    return [columns.get(name, name) for name in names]
