"""What an Avro schema says how to read: each value as text (specification 1.12, binary encoding)."""

import struct
from collections.abc import Callable
from typing import Any, Final

MOST_DEPTH: Final = 32
"""Values within one another."""


class Damaged(Exception):
    """The bytes or the schema make no sense."""


class Cursor:
    """Reads on in the bytes of a block; how many values it may read is bounded, because some take no byte."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._left = 4 * len(data) + 1000
        self._depth = 0

    @property
    def place(self) -> int:
        """How many bytes were read."""
        return self._at

    def take(self, size: int) -> bytes:
        """The next bytes."""
        data = self._data[self._at : self._at + size]
        if size < 0 or len(data) < size:
            raise Damaged
        self._at += size
        return data

    def number(self) -> int:
        """A number in zigzag form, seven bits a byte."""
        value = 0
        for place in range(10):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                return (value >> 1) ^ -(value & 1)
        raise Damaged

    def count(self) -> None:
        """One more value is read."""
        self._left -= 1
        if self._left < 0:
            raise Damaged

    def within(self, read: "Read") -> str:
        """What stands within a value."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Damaged
        text = read(self)
        self._depth -= 1
        return text


Read = Callable[[Cursor], str]


def fields(schema: Any) -> tuple[list[str], list[Read]]:
    """The names of a record's fields and how each is read; a schema that is no record has one without a name.

    Raises:
        Damaged: it is no schema.
    """
    named: dict[str, Read] = {}
    if isinstance(schema, dict) and schema.get("type") == "record":
        listed = _fields(schema)
        named[str(schema.get("name"))] = _record(listed, named)
        return [str(field.get("name", "")) for field in listed], [
            _reader(field.get("type"), named, 0) for field in listed
        ]
    return [], [_reader(schema, named, 0)]


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    listed = schema.get("fields")
    if not isinstance(listed, list) or not all(isinstance(field, dict) for field in listed):
        raise Damaged
    return listed


def _reader(schema: Any, named: dict[str, Read], depth: int) -> Read:
    if depth > MOST_DEPTH:
        raise Damaged
    if isinstance(schema, list):
        return _union([_reader(one, named, depth + 1) for one in schema])
    kind = schema.get("type") if isinstance(schema, dict) else schema
    if isinstance(schema, dict) and isinstance(kind, dict | list):
        return _reader(kind, named, depth + 1)
    if not isinstance(kind, str):
        raise Damaged
    if kind in _PRIMITIVE:
        return _PRIMITIVE[kind]
    if not isinstance(schema, dict):
        return _by_name(named, kind)
    return _complex(kind, schema, named, depth)


def _complex(kind: str, schema: dict[str, Any], named: dict[str, Read], depth: int) -> Read:
    if kind == "array":
        return _blocks(_reader(schema.get("items"), named, depth + 1), with_keys=False)
    if kind == "map":
        return _blocks(_reader(schema.get("values"), named, depth + 1), with_keys=True)
    if kind == "record":
        read = _record(_fields(schema), named, depth)
    elif kind == "enum":
        read = _enum(schema.get("symbols"))
    elif kind == "fixed" and isinstance(schema.get("size"), int):
        read = _fixed(schema["size"])
    else:
        return _by_name(named, kind)
    named[str(schema.get("name"))] = read
    return read


def _by_name(named: dict[str, Read], name: str) -> Read:
    """What reads a type that has a name, which may be told later."""

    def read(cursor: Cursor) -> str:
        found = named.get(name) or named.get(name.rpartition(".")[2])
        if found is None:
            raise Damaged
        return found(cursor)

    return read


def _record(listed: list[dict[str, Any]], named: dict[str, Read], depth: int = 0) -> Read:
    readers: list[Read] = []

    def read(cursor: Cursor) -> str:
        if not readers:  # a record may hold others of its kind
            readers.extend(_reader(field.get("type"), named, depth + 1) for field in listed)
        return " ".join([cursor.within(one) for one in readers])

    return read


def _union(readers: list[Read]) -> Read:
    def read(cursor: Cursor) -> str:
        branch = cursor.number()
        if not 0 <= branch < len(readers):
            raise Damaged
        return readers[branch](cursor)

    return read


def _blocks(item: Read, *, with_keys: bool) -> Read:
    def read(cursor: Cursor) -> str:
        texts: list[str] = []
        while count := cursor.number():
            if count < 0:
                cursor.number()  # its bytes
            for _ in range(abs(count)):
                cursor.count()
                key = f"{_text(cursor)}: " if with_keys else ""
                texts.append(key + cursor.within(item))
        return " ".join(texts)

    return read


def _enum(symbols: Any) -> Read:
    names = [str(symbol) for symbol in symbols] if isinstance(symbols, list) else []

    def read(cursor: Cursor) -> str:
        place = cursor.number()
        return names[place] if 0 <= place < len(names) else ""

    return read


def _fixed(size: int) -> Read:
    return lambda cursor: _decoded(cursor.take(size))


def _text(cursor: Cursor) -> str:
    return _decoded(cursor.take(cursor.number()))


def _decoded(data: bytes) -> str:
    """Bytes as text where they are text."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() else text.translate(_BREAKS)


_BREAKS: Final = str.maketrans("\t\r\n", "   ")
_PRIMITIVE: Final[dict[str, Read]] = {
    "null": lambda _: "",
    "boolean": lambda cursor: str(bool(cursor.take(1)[0])).lower(),
    "int": lambda cursor: str(cursor.number()),
    "long": lambda cursor: str(cursor.number()),
    "float": lambda cursor: repr(struct.unpack("<f", cursor.take(4))[0]),
    "double": lambda cursor: _written(struct.unpack("<d", cursor.take(8))[0]),
    "bytes": _text,
    "string": _text,
}


def _written(number: float) -> str:
    return str(int(number)) if abs(number) < 1e18 and number == int(number) else repr(number)
